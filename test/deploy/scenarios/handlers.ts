import { setTimeout as sleep } from 'node:timers/promises';
import { redeploy } from '../../../demo/deploy';
import { type FlowName, stackOf, VERSION } from '../flows';
import { sluice } from '../programs';
import type { Scenario } from '../scenario';
import type { Scene } from '../scene';
import { appOf } from '../stage';
import { signalWorkers } from '../workers';

/** Faults of the functions themselves. */

/** A batch takes so long for a row that a signal meets it in the middle. */
const MILLIS_PER_ROW = 20;

/** Killed, and stopped until it times out. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGKILL', 'SIGSTOP', 'SIGKILL'];

export const killed = (id: string, flow: FlowName): Scenario => ({
  id,
  fault: `handler killed or timed out mid-batch (${flow})`,
  flow,
  async play(scene) {
    scene.flow.openWarehouse(MILLIS_PER_ROW);
    await scene.send(20);
    await scene.allStored();
    const began = Date.now();
    const sending = scene.sendFor(20, 20);
    let met = 0;
    for (const signal of SIGNALS) {
      await sleep(4_000);
      met += signalWorkers(scene.stage.aws, scene.flow.entry.handlerName, signal);
    }
    await sending;
    await scene.allStored();
    scene.hold(`workers were met (${met})`, met > 0);
    await scene.hear('handler-errors', began, 180);
  },
});

const ANSWERS = ['nothing', 'null', 'empty', 'an unknown name', 'a wrong key', 'an error'] as const;

/** What Lambda's own mapping would take for a failure of the whole batch. */
const FAILURES: readonly string[] = ['an unknown name', 'a wrong key', 'an error'];

export const answers = (id: string, flow: FlowName): Scenario => ({
  id,
  fault: `the target returns undefined, null, {}, a wrong id, a wrong key, throws (${flow})`,
  flow,
  async play(scene) {
    const consumer = await scene.flow.consumer();
    for (const answer of ANSWERS) {
      await scene.flow.cloud.setEnvironment(consumer, 'ANSWER', answer);
      const before = scene.flow.warehouse.absorbed;
      await scene.send(20);
      await scene.allStored();
      if (FAILURES.includes(answer)) {
        const again = (): boolean => scene.flow.warehouse.absorbed > before;
        await scene.until(`"${answer}" is taken for no success`, again, 90);
      }
      await scene.flow.cloud.setEnvironment(consumer, 'ANSWER', 'nothing');
      await scene.sendUntil(2, async () => (await scene.flow.breaker()) === 'closed');
    }
    await scene.allStored();
  },
});

export const throttled: Scenario = {
  id: '9',
  fault: 'functions throttled to zero for 30 min',
  flow: 'throttled',
  scale: '30 min are 150 s; late is 2 min instead of 8',
  async play(scene) {
    const { flow } = scene;
    await scene.send(20);
    await scene.allStored();
    const began = Date.now();
    await flow.cloud.limitConcurrency(flow.entry.handlerName, 0);
    await scene.sendFor(150, 2);
    const seconds = (Date.now() - began) / 1_000;
    await scene.hear('handler-throttles', began, 180);
    await scene.hear('late', began, 150);
    await flow.cloud.limitConcurrency(flow.entry.handlerName, undefined);
    await scene.allStored();
    const given = (await flow.deadLetters()) + (await flow.objects('quarantined')).length;
    scene.hold(`nothing was dead-lettered (${given})`, given === 0);
    const most = await mostReceives(scene);
    const used = Math.max(...(await scene.receives()));
    const forHalfAnHour = Math.ceil((used * 1_800) / seconds);
    scene.hold(
      `throttling for 30 min would use ${forHalfAnHour} of ${most} receives (${used} in ${seconds.toFixed(0)} s)`,
      forHalfAnHour < most && used > 1,
    );
  },
};

async function mostReceives({ flow }: Scene): Promise<number> {
  const { RedrivePolicy = '{}' } = await flow.cloud.attributes(flow.entry.source.address);
  return Number((JSON.parse(RedrivePolicy) as { maxReceiveCount?: number }).maxReceiveCount);
}

export const deployed: Scenario = {
  id: '25',
  fault: 'deployed mid-batch, and rolled back; old and new versions at once',
  flow: 'fifo',
  async play(scene) {
    const { broken } = scene.flow.warehouse;
    await scene.send(20);
    await scene.allStored();
    broken.primary = broken.fallback = true;
    await scene.sendUntil(10, async () => (await scene.flow.objects('spilled')).length > 0);
    await deployWhileSending(scene, '2');
    broken.primary = broken.fallback = false;
    await scene.sendUntil(5, async () => (await scene.flow.breaker()) === 'closed');
    await scene.until('the newer version brings home what the older one spilled', () => scene.stored === scene.count);
    await deployWhileSending(scene, '1');
    await scene.allStored();
  },
};

/** The real CDK CLI, with other code, another timeout and another cool-down. */
async function deployWhileSending(scene: Scene, version: '1' | '2'): Promise<void> {
  const { env, out } = scene.stage;
  let isDone = false;
  const deployment = redeploy(
    out,
    { ...env, [VERSION]: version },
    { app: appOf('app'), stacks: [stackOf(scene.flow.name)] },
  ).finally(() => (isDone = true));
  await Promise.all([deployment, scene.sendUntil(5, () => isDone)]);
}

export const regulatorDead: Scenario = {
  id: '28',
  fault: 'the regulator is dead',
  flow: 'regulated',
  scale: 'a day is the time until its alarm; the alarm is not shortened',
  async play(scene) {
    const { cloud, entry } = scene.flow;
    const regulator = await cloud.physicalId(stackOf('regulated'), 'FlowRegulatorFunction', 'AWS::Lambda::Function');
    const capacity = () => cloud.mappingLimit(entry.handlerName);
    await scene.sendUntil(5, async () => (await capacity()) !== undefined && !scene.flow.rings('regulator-dead'));
    const good = await capacity();
    const died = Date.now();
    await cloud.limitConcurrency(regulator, 0);
    let isHeard = false;
    const hearing = scene.hear('regulator-dead', died, 600).finally(() => (isHeard = true));
    await Promise.all([hearing, scene.sendUntil(5, () => isHeard, undefined, 620)]);
    scene.hold(`the last good setting held (${good})`, (await capacity()) === good);
    await cloud.limitConcurrency(regulator, undefined);
    await scene.allStored();
  },
};

export const lossy: Scenario = {
  id: 'leak',
  fault: 'a target adapter that loses records (made for this test)',
  flow: 'lossy',
  async play(scene) {
    const began = Date.now();
    await scene.send(60);
    await scene.hear('leak', began, 180);
    await scene.flow.cloud.setEnvironment(scene.flow.entry.handlerName, 'LOSSY', 'no');
    await scene.allStored();
    const { text } = await sluice(scene.stage, 'leak', ['status', scene.flow.entry.pipeline]);
    scene.hold('sluice status tells of the leak', /leak/i.test(text));
  },
};

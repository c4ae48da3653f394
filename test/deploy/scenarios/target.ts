import type { Scenario } from '../scenario';

/** Faults of targets. */

export const targetDown: Scenario = {
  id: '10',
  fault: 'the target answers 503 for 30 min',
  flow: 'queue',
  scale: '30 min are 30 s, cool-downs 2 to 8 s',
  async play(scene) {
    const { flow } = scene;
    await scene.send(100);
    await scene.allStored();
    const down = Date.now();
    flow.warehouse.broken.primary = true;
    await scene.sendFor(30, 40);
    scene.hold('the breaker opened', (await flow.breaker()) !== 'closed');
    await scene.hear('outage', down, 180);
    const healed = Date.now();
    flow.warehouse.broken.primary = false;
    await scene.sendUntil(40, async () => (await flow.breaker()) === 'closed');
    await scene.allStored();
    await scene.hearEnd('outage', healed, 300);
  },
};

export const bothDown: Scenario = {
  id: '12',
  fault: 'primary and fallback down together',
  flow: 'stream',
  scale: 'cool-downs 2 to 8 s',
  async play(scene) {
    const { broken } = scene.flow.warehouse;
    await scene.send(50);
    await scene.allStored();
    const down = Date.now();
    broken.primary = broken.fallback = true;
    await scene.sendUntil(20, async () => (await scene.flow.objects('spilled')).length > 0);
    await scene.sendFor(10, 20);
    await scene.hear('all-paths-down', down, 180);
    broken.fallback = false;
    await scene.until('the fallback has all, by itself', isDrained);
    broken.primary = false;
    await scene.sendUntil(20, async () => (await scene.flow.breaker()) === 'closed');
    await scene.until('the lake is empty', isDrained);

    async function isDrained(): Promise<boolean> {
      return scene.stored === scene.count && (await scene.flow.objects('spilled')).length === 0;
    }
  },
};

export const answersLost: Scenario = {
  id: '14',
  fault: 'the target did it, and its answer is lost',
  flow: 'queue',
  async play(scene) {
    const { warehouse } = scene.flow;
    await scene.send(50);
    await scene.allStored();
    warehouse.losesAnswers.primary = true;
    await scene.sendFor(8, 20);
    await scene.until('the target took records without an answer', () => scene.stored > 50);
    warehouse.losesAnswers.primary = false;
    await scene.sendUntil(20, async () => (await scene.flow.breaker()) === 'closed');
    await scene.allStored();
    scene.hold(`records were handed over again (${warehouse.absorbed})`, warehouse.absorbed > 0);
  },
};

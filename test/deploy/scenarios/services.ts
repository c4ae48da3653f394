import { logEvents } from '../../../demo/log-events';
import type { Fault } from '../../../demo/local-aws/faults';
import { stackOf } from '../flows';
import type { Scenario } from '../scenario';
import type { Scene } from '../scene';

/** Faults of the services that a pipeline rests on. */

export const stateAway: Scenario = {
  id: '8',
  fault: 'the state table throttled, denied, slow',
  flow: 'stream',
  async play(scene) {
    const refused = { action: 'dynamodb:*', resource: scene.flow.entry.stateTable, effect: 'refuse' } as const;
    const began = Date.now();
    const code = 'ProvisionedThroughputExceededException';
    const end = await scene.fault({ ...refused, status: 400, code });
    await scene.sendFor(15, 5);
    await scene.allStored(30);
    await scene.hear('state-unavailable', began, 180);
    await end();
    await goesOn(scene, { ...refused, status: 400, code: 'AccessDeniedException' });
    await goesOn(scene, { ...refused, effect: 'delay', millis: 4_000 });
  },
};

/** Delivery goes on while the fault holds. */
async function goesOn(scene: Scene, fault: Fault): Promise<void> {
  const end = await scene.fault(fault);
  await scene.sendFor(5, 5);
  await scene.allStored(30);
  await end();
}

export const keyDisabled: Scenario = {
  id: '15',
  fault: 'the key of the bucket disabled, then throttled, for 10 min',
  flow: 'stream',
  scale: '10 min are 30 s',
  async play(scene) {
    await scene.send(20);
    await scene.allStored();
    const began = Date.now();
    const kms = { action: 's3:*', resource: scene.flow.entry.bucket, effect: 'refuse' } as const;
    const disabled = await scene.fault({ ...kms, status: 400, code: 'KMS.DisabledException' });
    await scene.sendFor(20, 5);
    await scene.hear('returned', began, 180);
    await disabled();
    const throttled = await scene.fault({ ...kms, status: 400, code: 'ThrottlingException' });
    await scene.sendFor(10, 5);
    await throttled();
    await scene.allStored();
  },
};

export const secret: Scenario = {
  id: '26',
  fault: 'a secret in a failing record, and in the error of the consumer',
  flow: 'stream',
  async play(scene) {
    const { flow } = scene;
    const word = `secret-${Date.now().toString(36)}`;
    const began = Date.now();
    await scene.send(20, (row, index) => (index === 7 ? { ...row, generatedTokens: word } : row));
    await scene.hear('quarantine', began, 180);
    await scene.until('the others are delivered', () => scene.stored === scene.count - 1);
    const { bucket } = flow.entry;
    const kept = await Promise.all((await flow.objects('quarantined')).map((key) => flow.cloud.read(bucket, { key })));
    scene.hold('the payload is in the bucket', kept.join().includes(word));
    const groups = await flow.cloud.physicalIds(stackOf(flow.name), 'Flow', 'AWS::Logs::LogGroup');
    const lines = (await Promise.all(groups.map(logEvents))).flat();
    scene.hold(
      `in none of ${lines.length} lines of the logs`,
      lines.length > 0 && !lines.some(({ message }) => message.includes(word)),
    );
    const alerts = flow.alerts('quarantine', began);
    scene.hold('in no alert', alerts.length > 0 && !alerts.some(({ text }) => text.includes(word)));
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf } from '../../../demo/lake-census';
import { sluice } from '../programs';
import type { Scenario } from '../scenario';
import { poison, type Scene } from '../scene';

/** Faults of records, and of how often they come. */

export const onePoison: Scenario = {
  id: '1',
  fault: 'one poison record in a batch of 100',
  flow: 'queue',
  async play(scene) {
    const before = await scene.flow.objects('quarantined');
    const sent = Date.now();
    await scene.send(100, (row, index) => (index === 37 ? poison(row, index) : row));
    await scene.until('the others are delivered', () => scene.stored === 99);
    const fresh = async () => (await scene.flow.objects('quarantined')).filter((key) => !before.includes(key));
    await scene.until('it is quarantined', async () => (await fresh()).length > 0);
    const [key, ...others] = await fresh();
    const [found] = rowsOf(await scene.flow.cloud.read(scene.flow.entry.bucket, { key }));
    scene.hold('it lies in quarantine alone, with its payload', others.length === 0 && found.row === scene.first + 37);
    await scene.hear('quarantine', sent, 180);
  },
};

export const allPoison: Scenario = {
  id: '3',
  fault: 'all is poison for an hour, then the consumer is mended and replayed',
  flow: 'queue',
  scale: 'an hour is 20 s',
  async play(scene) {
    const consumer = await scene.flow.consumer();
    await scene.send(50);
    await scene.allStored();
    const began = Date.now();
    await scene.sendFor(20, 10, poison);
    // Where nothing else is sent, nothing tells a target that refuses all from one that is down: either alert is right.
    await scene.hear(['quarantine', 'outage', 'all-paths-down'], began, 180);
    const mended = Date.now();
    await scene.flow.cloud.setEnvironment(consumer, 'PARSER', 'lenient');
    await bringHome(scene);
    for (const rule of ['quarantine', 'outage', 'all-paths-down']) await scene.hearEnd(rule, mended, 300);
    await scene.flow.cloud.setEnvironment(consumer, 'PARSER', 'strict');
  },
};

/** What was spilled in doubt comes back by itself; what was quarantined, when an operator says so. */
async function bringHome(scene: Scene): Promise<void> {
  const { flow, stage } = scene;
  await scene.until('all is home', async () => {
    if ((await flow.objects('quarantined')).length > 0) {
      const args = ['replay', flow.entry.pipeline, '--prefix', 'quarantined', '--yes'];
      await sluice(stage, 'quarantined', args);
    }
    return scene.stored === scene.count;
  });
}

export const duplicates: Scenario = {
  id: '6',
  fault: 'every message handed over twice, then five times',
  flow: 'queue',
  async play(scene) {
    for (const times of [1, 4]) {
      const resource = scene.flow.sourceName;
      const end = await scene.fault({ action: 'sqs:Deliver', resource, effect: 'repeat', times });
      await scene.send(60);
      await scene.allStored();
      await scene.until('all is acknowledged', async () => (await scene.flow.inSource()) === 0);
      await end();
    }
    const { absorbed } = scene.flow.warehouse;
    scene.hold(`each came again 1 and 4 times (${absorbed})`, absorbed >= 60 * 5);
  },
};

export const windowTwice: Scenario = {
  id: '22',
  fault: 'the same window replayed twice',
  flow: 'queue',
  async play(scene) {
    await sleep(1_000);
    const from = new Date().toISOString();
    await scene.send(80);
    await scene.allStored();
    await scene.until('all is acknowledged', async () => (await scene.flow.inSource()) === 0);
    await sleep(1_000);
    const window = ['--from', from, '--to', new Date().toISOString()];
    const replay = (...more: string[]) =>
      sluice(scene.stage, 'window', [
        ...['replay', scene.flow.entry.pipeline, '--prefix', 'archive', ...window, '--yes'],
        ...more,
      ]);
    scene.hold('the first replay ended well', (await replay()).isGood);
    const second = await replay();
    scene.hold('the second was refused', !second.isGood && second.text.includes('WINDOW_REPLAYED'));
    scene.hold('with --again it ended well', (await replay('--again')).isGood);
    const { absorbed } = scene.flow.warehouse;
    scene.hold(`the window was delivered twice more (${absorbed})`, absorbed >= 160);
  },
};

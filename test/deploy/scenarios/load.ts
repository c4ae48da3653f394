import { BUSY } from '../flows';
import type { Scenario } from '../scenario';

/** Faults of load. */

const CALM_PER_SECOND = 5;
const BURST_SECONDS = 10;

export const burst: Scenario = {
  id: '19',
  fault: '100× burst for 5 min',
  flow: 'busy',
  scale: '5 min are 10 s; late is 8 s instead of 8 min, by minutes of 10 s',
  async play(scene) {
    scene.flow.openWarehouse(BUSY.millisPerRow);
    await scene.sendFor(5, CALM_PER_SECOND);
    await scene.allStored();
    const began = Date.now();
    const records = CALM_PER_SECOND * 100 * BURST_SECONDS;
    await scene.send(records);
    const sent = Date.now();
    // What the target takes at most by the batches that the source states; the rest is room for a busy machine.
    const statedSeconds = (3 * records * BUSY.millisPerRow) / 1_000 / BUSY.batches;
    await scene.allStored();
    const seconds = (Date.now() - sent) / 1_000;
    scene.hold(`the backlog drained in ${seconds.toFixed(0)} of ${statedSeconds} s`, seconds <= statedSeconds);
    await scene.hear('late', began, 180);
    await scene.hearEnd('late', Date.now(), 300);
  },
};

const REDRIVEN = 2_000;
const LIVE_LIMIT_SECONDS = 15;

export const redrive: Scenario = {
  id: '21',
  fault: 'redrive of 10⁶ messages during live traffic',
  flow: 'busy',
  scale: `10⁶ messages are ${REDRIVEN}`,
  async play(scene) {
    const { flow } = scene;
    const { deadLetterQueueUrl, source } = flow.entry;
    const first = flow.nextRow;
    await scene.send(REDRIVEN, undefined, deadLetterQueueUrl);
    const live = flow.nextRow;
    scene.hold('they are dead letters first', (await flow.deadLetters()) === live - first);
    await scene.sendFor(3, 10);
    await flow.cloud.redrive(deadLetterQueueUrl!, source.address);
    await scene.sendUntil(10, () => scene.stored >= REDRIVEN);
    await scene.allStored();
    const ages = [...flow.warehouse.effects]
      .filter(([row]) => row >= live)
      .map(([row, [effect]]) => (effect.at - flow.sender.sentAt.get(row)!) / 1_000);
    const oldest = Math.max(...ages);
    scene.hold(
      `live records were at most ${oldest.toFixed(1)} s old, of ${LIVE_LIMIT_SECONDS}`,
      oldest <= LIVE_LIMIT_SECONDS,
    );
  },
};

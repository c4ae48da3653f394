import type { Scenario } from '../scenario';

const SECONDS = 30;

export const targetDown: Scenario = {
  id: '10',
  fault: 'the target answers 503',
  flow: 'queue',
  scale: '30 min are 30 s, cool-downs 2 to 8 s',
  async play(scene) {
    const { flow } = scene;
    await scene.send(100);
    await scene.until('the target takes records', () => scene.stored === 100);
    const down = Date.now();
    flow.warehouse.broken.primary = true;
    await scene.sendUntil(40, () => Date.now() > down + SECONDS * 1_000);
    scene.hold('the breaker opened', (await flow.breaker()) !== 'closed');
    await scene.hear('outage', down, 180);
    const healed = Date.now();
    flow.warehouse.broken.primary = false;
    await scene.sendUntil(40, async () => (await flow.breaker()) === 'closed');
    await scene.until('all are delivered', () => scene.stored === scene.count);
    await scene.hearEnd('outage', healed, 300);
  },
};

import { stackOf } from '../flows';
import { sluice, synth } from '../programs';
import type { Scenario } from '../scenario';
import { poison } from '../scene';

/** Faults of whoever is to be told, and what synth says of them. */

export const lockedTopic: Scenario = {
  id: '16',
  fault: 'the policy of topic or key keeps CloudWatch out',
  flow: 'unheard',
  async play(scene) {
    const { entry } = scene.flow;
    const synthesized = await synth(scene.stage, 'locked');
    scene.hold('synth says so', synthesized.isGood && synthesized.text.includes('cdk-sluice:foreignKey'));
    const began = Date.now();
    const end = await scene.fault({ action: 'sns:Publish', resource: entry.alertTopicArn, effect: 'refuse' });
    const locked = await sluice(scene.stage, 'alert', ['test-alert', entry.pipeline]);
    const isTold = !locked.isGood && locked.text.includes('ACTION_FAILED');
    scene.hold('sluice test-alert says so', isTold);
    if (isTold) scene.heard.push({ rule: 'test-alert', seconds: (Date.now() - began) / 1_000 });
    await end();
    const open = await sluice(scene.stage, 'alert', ['test-alert', entry.pipeline]);
    scene.hold('and nothing, once the topic is open', open.isGood);
  },
};

export const failingSubscriber: Scenario = {
  id: '17',
  fault: 'an alert subscriber fails for an hour',
  flow: 'unheard',
  scale: 'an hour is until the alert is given up, after 3 tries instead of days of them',
  async play(scene) {
    const { cloud } = scene.flow;
    const stack = stackOf('unheard');
    const [undelivered, pager] = await Promise.all([
      cloud.physicalId(stack, 'FlowAlertsUndelivered', 'AWS::SQS::Queue'),
      cloud.physicalId(stack, 'Pager', 'AWS::SQS::Queue'),
    ]);
    const resource = pager.split('/').at(-1);
    const end = await scene.fault({ action: 'sns:Deliver', resource, effect: 'refuse' });
    const began = Date.now();
    await scene.send(20, (row, index) => (index === 3 ? poison(row, index) : row));
    await scene.hear('quarantine', began, 180);
    const waiting: string[] = [];
    const isThere = async (): Promise<boolean> => {
      waiting.push(...(await cloud.receive(undelivered)));
      return waiting.some((text) => text.includes('Monitorquarantine'));
    };
    await scene.until('the alert waits in the dead-letter queue of the subscription', isThere, 60);
    const paged = await cloud.receive(pager);
    scene.hold('the subscriber has none of it', !paged.some((text) => text.includes('Monitorquarantine')));
    await end();
  },
};

export const silentSource: Scenario = {
  id: '18',
  fault: 'the source is silent for 15 min',
  flow: 'throttled',
  scale: 'minutes of the alarm are 10 s',
  async play(scene) {
    await scene.send(10);
    await scene.allStored();
    await scene.until('no silence is told of', () => !scene.flow.rings('silent'));
    const last = Date.now();
    await scene.hear('silent', last, (16 * 60) / 6);
    await scene.send(10);
    await scene.allStored();
    await scene.hearEnd('silent', Date.now(), 60);
  },
};

export const recursion: Scenario = {
  id: '24',
  fault: 'recursive wiring: the target is the source',
  flow: 'unheard',
  async play(scene) {
    const { isGood, text } = await synth(scene.stage, 'loop');
    scene.hold('synth refuses', !isGood && text.includes('SLUICE_RECURSION'));
  },
};

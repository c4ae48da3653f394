import assert from 'node:assert/strict';
import { cloudwatch, sns } from '../aws';
import { callsOf, invoke } from '../calls';
import { deployment, nameOf } from '../deployment';
import { drain } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

/** What CloudWatch publishes when an alarm changes its state. */
interface Mail {
  readonly AlarmName: string;
  readonly AlarmDescription: string | null;
  readonly NewStateValue: string;
  readonly NewStateReason: string;
  readonly AlarmRule?: string;
  readonly Trigger?: { MetricName: string; Statistic: string; Dimensions: unknown; Threshold: number };
}

export const alarms: Checks = {
  async 'ring for their own dimensions, for missing data, by math and by other alarms'() {
    await until('silence', async () => (await stateOf('Silence')) === 'ALARM');
    await embed({ Open: 1, Errors: 1_000, Calls: 1 }, 'other');
    await embed({ Calls: 9, Errors: 2 }, 'a');
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    assert.deepEqual(await Promise.all(['Open', 'Both', 'Ratio'].map(stateOf)), ['OK', 'OK', 'OK']);
    await embed({ Open: 1, Errors: 6 }, 'a');
    for (const name of ['Open', 'Both', 'Ratio']) {
      await until(name, async () => (await stateOf(name)) === 'ALARM', 10);
    }
    await tellsSubscribers();
    await until('the end of both', async () => (await stateOf('Both')) === 'OK');
    assert.equal(await stateOf('Open'), 'OK');
    await tellsOfRecovery();
    await canBeSetByHand();
  },

  async 'lets a topic filter its messages by attribute'() {
    const TopicArn = nameOf('Topic');
    const level = (StringValue: string) => ({ level: { DataType: 'String', StringValue } });
    await sns.publish({ TopicArn, Message: 'quiet', MessageAttributes: level('info') });
    await sns.publish({ TopicArn, Message: 'loud', MessageAttributes: level('urgent') });
    const [first] = await until('the urgent one', async () => {
      const found = await drain('Urgent');
      return found.length > 0 && found;
    });
    assert.equal((JSON.parse(first?.body ?? '') as { Message: string }).Message, 'loud');
  },
};

/** Everything that arrived for the people who are told everything. */
const inbox: Mail[] = [];

async function mailThat(wanted: (mail: Mail) => boolean): Promise<Mail> {
  return until('the mail', async () => {
    inbox.push(...(await mailsIn('Inbox')));
    return inbox.find(wanted);
  });
}

async function mailsIn(queue: string): Promise<Mail[]> {
  const messages = (await drain(queue)).map(({ body }) => (JSON.parse(body) as { Message: string }).Message);
  return messages.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text) as Mail);
}

async function tellsSubscribers(): Promise<void> {
  const open = await mailThat((m) => m.AlarmName === nameOf('AlarmOpen') && m.NewStateValue === 'ALARM');
  assert.equal(open.AlarmDescription, 'breaker open');
  const { MetricName, Statistic, Dimensions, Threshold } = open.Trigger ?? {};
  assert.deepEqual([MetricName, Statistic, Threshold], ['Open', 'MAXIMUM', 1]);
  assert.deepEqual(Dimensions, [{ value: 'a', name: 'pipe' }]);
  const both = await mailThat((m) => m.AlarmName === nameOf('AlarmBoth') && m.NewStateValue === 'ALARM');
  assert.match(both.AlarmRule ?? '', /AND/);
  await until('the Lambda action', async () => (await callsOf('OnAlarm')).length > 0);
  assert.ok(deployment.events('alarm').some((e) => e.alarm === nameOf('AlarmOpen') && e.to === 'ALARM'));
}

async function tellsOfRecovery(): Promise<void> {
  await mailThat((m) => m.AlarmName === nameOf('AlarmOpen') && m.NewStateValue === 'OK');
  const recovered: Mail[] = [];
  await until('the filtered mail', async () => {
    recovered.push(...(await mailsIn('Recovered')));
    return recovered.some(({ AlarmName }) => AlarmName === nameOf('AlarmBoth'));
  });
  assert.ok(recovered.every(({ NewStateValue }) => NewStateValue === 'OK'));
}

async function canBeSetByHand(): Promise<void> {
  const AlarmName = nameOf('AlarmOpen');
  await cloudwatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'by hand' });
  await mailThat(({ NewStateReason }) => NewStateReason === 'by hand');
  const { AlarmHistoryItems = [] } = await cloudwatch.describeAlarmHistory({
    AlarmName,
    HistoryItemType: 'StateUpdate',
  });
  assert.ok(AlarmHistoryItems.length >= 3);
}

async function stateOf(alarm: string): Promise<string | undefined> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.describeAlarms({
    AlarmNames: [nameOf(`Alarm${alarm}`)],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
}

async function embed(values: Record<string, number>, pipe: string): Promise<void> {
  const Metrics = Object.keys(values).map((Name) => ({ Name }));
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'Check', Dimensions: [['pipe']], Metrics }] };
  await invoke('Steady', { act: 'log', document: { _aws, pipe, ...values } });
}

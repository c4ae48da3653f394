import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type { Alarm, Aws } from '../host';
import { call } from './clients';
import type { CloudWatchLoader } from './cloudwatch';

type Alarms = Pick<Aws, 'ringingAlarms' | 'alarm' | 'setAlarmState' | 'alarmActions'>;

/** Composite alarms are left out by CloudWatch unless they are asked for. */
const EVERY_TYPE: CloudWatch.AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

export function alarms(cloudwatch: CloudWatchLoader): Alarms {
  return {
    ringingAlarms: () => describe(cloudwatch, { StateValue: 'ALARM' }, '*'),

    alarm: async (name) => (await describe(cloudwatch, { AlarmNames: [name] }, arnOf(name)))[0],

    setAlarmState: (name, state, reason) =>
      call('cloudwatch:SetAlarmState', arnOf(name), async () => {
        const { sdk, client } = await cloudwatch();
        await client.send(new sdk.SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: reason }));
      }),

    alarmActions: (name, since) =>
      call('cloudwatch:DescribeAlarmHistory', arnOf(name), async () => {
        const { sdk, client } = await cloudwatch();
        const { AlarmHistoryItems = [] } = await client.send(
          new sdk.DescribeAlarmHistoryCommand({
            AlarmName: name,
            AlarmTypes: EVERY_TYPE,
            HistoryItemType: 'Action',
            StartDate: new Date(since),
            ScanBy: 'TimestampDescending',
          }),
        );
        // An emulator may ignore the filter.
        const actions = AlarmHistoryItems.filter((item) => item.HistoryItemType === 'Action');
        return actions.map((item) => item.HistorySummary ?? '');
      }),
  };
}

function describe(
  cloudwatch: CloudWatchLoader,
  filter: CloudWatch.DescribeAlarmsInput,
  resource: string,
): Promise<readonly Alarm[]> {
  return call('cloudwatch:DescribeAlarms', resource, async () => {
    const { sdk, client } = await cloudwatch();
    const found: Alarm[] = [];
    for await (const page of sdk.paginateDescribeAlarms({ client }, { ...filter, AlarmTypes: EVERY_TYPE })) {
      found.push(...(page.MetricAlarms ?? []).map(asAlarm), ...(page.CompositeAlarms ?? []).map(asAlarm));
    }
    return found;
  });
}

function asAlarm(alarm: CloudWatch.MetricAlarm & CloudWatch.CompositeAlarm): Alarm {
  const metrics = alarm.Metrics ?? [];
  const dimensions = [...(alarm.Dimensions ?? []), ...metrics.flatMap((m) => m.MetricStat?.Metric?.Dimensions ?? [])];
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? '',
    reason: alarm.StateReason ?? '',
    actionsEnabled: alarm.ActionsEnabled ?? true,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
    dimensions: dimensions.map(({ Name = '', Value = '' }) => [Name, Value] as const),
  };
}

function arnOf(name: string): string {
  return `arn:aws:cloudwatch:*:*:alarm:${name}`;
}

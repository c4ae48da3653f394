import type { RegulatedFlow } from '../../../lib/contract/regulation';
import type { Usage } from '../../../lib/control/observing/monthly-cost';
import type { RegulatorHost } from '../../../lambda/scaling/host';
import { createRegulator } from '../../../lambda/scaling/scaling';
import { seeded, VirtualClock } from '../fake-host';
import { FakeAws } from './fake-aws';

const DAY_MINUTES = 1_440;

/** Of each call to AWS from within a region. */
const CALL_MILLIS = 30;

/** An environment lives for some hours; its start is billed. */
const ENVIRONMENT_MINUTES = 120;
const START_MILLIS = 800;

/** START, END, REPORT and trace id, with what CloudWatch Logs adds to each event. */
const PLATFORM_BYTES = 600;

/** As the construct deploys it, and without traces. */
const MEMORY_MIB = 256;

export interface Day {
  readonly usage: Usage;
  readonly aws: FakeAws;
}

/** The real handler on a day on which nothing arrives, every call of it counted and timed. */
export async function idleDay(flow: RegulatedFlow): Promise<Day> {
  const aws = new FakeAws();
  const clock = new VirtualClock(seeded(1));
  const used = { readUnits: 0, writeUnits: 0, lambdaMillis: 0, logBytes: 0 };
  aws.heartbeat = {
    namespace: 'AWS/Lambda',
    name: 'Invocations',
    dimensions: { FunctionName: 'regulator' },
    statistic: 'Sum',
    period: 60,
  };
  const maximumConcurrency = flow.planner.kind === 'workers' ? flow.planner.minWorkers : undefined;
  aws.mappings.set(flow.mappingId!, { state: 'Enabled', maximumConcurrency, parallelizationFactor: 1 });
  aws.streams.set(flow.streamName ?? '', { status: 'ACTIVE', openShards: 1 });
  aws.deploy(flow);

  const host = timed(aws, clock, used);
  let regulator = createRegulator(host, { regulator: 'r' });
  const begin = clock.now();
  // It ran before.
  for (let ago = 1; ago <= 5; ago++) aws.publish(aws.heartbeat, Math.floor(begin / 60_000) * 60 - 60 * ago, 1);
  for (let minute = 0; minute < DAY_MINUTES; minute++) {
    if (minute % ENVIRONMENT_MINUTES === 0) {
      regulator = createRegulator(host, { regulator: 'r' });
      used.lambdaMillis += START_MILLIS;
    }
    const start = clock.now();
    aws.publish(aws.heartbeat, Math.floor(start / 60_000) * 60, 1);
    await regulator(() => 60_000);
    used.lambdaMillis += clock.now() - start;
    used.logBytes += PLATFORM_BYTES;
    await clock.sleep(begin + (minute + 1) * 60_000 - clock.now());
  }
  const usage = {
    ...used,
    days: 1,
    invocations: DAY_MINUTES,
    traces: 0,
    memoryMiB: MEMORY_MIB,
    metricsAsked: aws.asked.reduce((sum, { queries }) => sum + queries.length, 0),
    queueCalls: aws.calls.get('queue') ?? 0,
    metricHours: metricHours(aws),
  };
  return { usage, aws };
}

/** A host whose calls take time and are counted in what they are billed by. */
function timed(
  aws: FakeAws,
  clock: VirtualClock,
  used: { readUnits: number; writeUnits: number; logBytes: number },
): RegulatorHost {
  const host = aws.host();
  const later = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    await clock.sleep(CALL_MILLIS);
    aws.seconds = clock.now() / 1_000;
    return call();
  };
  return {
    ...host,
    clock,
    state: {
      read: async (key) => {
        const found = await later(() => host.state.read(key));
        used.readUnits += Math.max(1, Math.ceil((found?.value.length ?? 0) / 4_096));
        return found;
      },
      write: (key, value, expected) => {
        used.writeUnits += Math.ceil((key.length + value.length + 40) / 1_024);
        return later(() => host.state.write(key, value, expected));
      },
    },
    flows: () => later(host.flows),
    metrics: (...ask) => later(() => host.metrics(...ask)),
    queue: (url) => later(() => host.queue(url)),
    mapping: (id) => later(() => host.mapping(id)),
    stream: (name) => later(() => host.stream(name)),
    emit: (line) => ((used.logBytes += line.length + 26), host.emit(line)),
  };
}

/** Each metric is billed for each hour in which it got a value. */
function metricHours({ lines }: FakeAws): number {
  const rows = lines.filter((line) => '_aws' in line) as { readonly _aws: { readonly Timestamp: number } }[];
  return new Set(rows.map(({ _aws, ...row }) => `${Object.keys(row).join()} ${Math.floor(_aws.Timestamp / 3_600_000)}`))
    .size;
}

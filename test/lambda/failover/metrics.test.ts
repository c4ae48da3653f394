import * as fc from 'fast-check';
import { METRIC } from '../../../lib/contract/metrics';
import { createFailover } from '../../../lambda/failover/failover';
import { createWorld, deadline, DOWN, settingsOf, World } from '../fake-host';
import { message, messages, START, streamRecord } from '../records';
import { runs } from '../runs';

interface EmfDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: {
      readonly Namespace: string;
      readonly Dimensions: string[][];
      readonly Metrics: { readonly Name: string; readonly Unit: string; readonly StorageResolution?: number }[];
    }[];
  };
  readonly [name: string]: unknown;
}

async function documentOf(
  world: World,
  records: readonly unknown[],
  highResolutionMetrics = false,
): Promise<EmfDocument> {
  const failover = createFailover(world.host(), settingsOf({ highResolutionMetrics }));
  await failover({ Records: records }, deadline(world.clock)).catch(() => undefined);
  return world.emitted.at(-1) as EmfDocument;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function checkFormat(document: EmfDocument): void {
  const { Timestamp, CloudWatchMetrics } = document._aws;
  expect(Number.isInteger(Timestamp)).toBe(true);
  expect(CloudWatchMetrics).toHaveLength(1);
  const [{ Namespace, Dimensions, Metrics }] = CloudWatchMetrics;
  expect(Namespace).toMatch(/^[^:].{0,254}$/);
  expect(Metrics.length).toBeLessThanOrEqual(100);
  for (const set of Dimensions) {
    expect(set.length).toBeLessThanOrEqual(30);
    for (const name of set) expect(typeof document[name]).toBe('string');
  }
  for (const { Name, Unit, StorageResolution } of Metrics) {
    const values = [document[Name]].flat();
    expect(values.length).toBeGreaterThan(0);
    expect(values.length).toBeLessThanOrEqual(100);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    expect(['Count', 'Milliseconds']).toContain(Unit);
    expect([1, 60, undefined]).toContain(StorageResolution);
  }
  expect(new Set(Metrics.map(({ Name }) => Name)).size).toBe(Metrics.length);
  expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThan(256 * 1024);
}

describe('the metrics of an invocation', () => {
  it('are a valid document of the embedded metric format, whatever came', async () => {
    const records = fc.oneof(
      fc.constantFrom([], [null], messages(10_000), messages(101), [streamRecord(1, { arrivedAt: NaN })]),
      fc.array(
        fc.oneof(
          fc.integer().map((sentAt) => message('m', { sentAt })),
          fc.jsonValue(),
        ),
        { maxLength: 20 },
      ),
    );
    await fc.assert(
      fc.asyncProperty(records, fc.boolean(), fc.boolean(), fc.boolean(), async (batch, fallback, isDown, high) => {
        const world = createWorld({ fallback });
        if (isDown) world.primary.behaviour = DOWN;
        const document = await documentOf(world, batch, high);
        checkFormat(document);
        const [{ Metrics }] = document._aws.CloudWatchMetrics;
        expect(Metrics.every(({ StorageResolution }) => StorageResolution === (high ? 1 : undefined))).toBe(true);
      }),
      runs(150),
    );
  });

  it('have the pipeline as their one dimension, and name every outcome', async () => {
    const document = await documentOf(createWorld({ fallback: true }), messages(2));
    expect([document._aws.CloudWatchMetrics[0].Dimensions, document.Pipeline]).toEqual([[['Pipeline']], 'orders']);
    expect(document).toMatchObject({ Received: 2, Delivered: 2, Diverted: 0, Spilled: 0, Quarantined: 0, Returned: 0 });
    const names = document._aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name);
    const { replayed, damaged, deadLettered, spillDepth, busy } = METRIC;
    const elsewhere: readonly string[] = [replayed, damaged, deadLettered, spillDepth, busy];
    expect(names.sort()).toEqual(
      Object.values(METRIC)
        .filter((name) => !elsewhere.includes(name))
        .sort(),
    );
  });

  it('tell at high resolution how long the invocation took, which a regulator that looks as often asks for', async () => {
    const world = createWorld();
    const begin = world.clock.now();
    const document = await documentOf(world, messages(2), true);
    expect(document[METRIC.busy]).toBe(world.clock.now() - begin);
    expect(document[METRIC.busy]).toBeGreaterThan(0);
    expect(await documentOf(world, messages(2))).not.toHaveProperty(METRIC.busy);
  });

  it('are counts, but for the latency, which is in milliseconds', async () => {
    const document = await documentOf(createWorld(), messages(2));
    const units = document._aws.CloudWatchMetrics[0].Metrics.map(({ Name, Unit }) => [Name, Unit]);
    expect(units.length).toBeGreaterThan(5);
    for (const [name, unit] of units) expect(unit).toBe(name === 'Latency' ? 'Milliseconds' : 'Count');
  });

  it('sample the latency of a large batch evenly, from its first record on', async () => {
    const world = createWorld();
    const records = Array.from({ length: 1_000 }, (_, i) => message(`m${i}`, { sentAt: START - 100_000 + 100 * i }));
    const latency = (await documentOf(world, records))[METRIC.latency] as number[];
    expect(latency).toHaveLength(100);
    expect(latency.map((millis) => millis % 1_000)).toEqual(latency.map(() => 10));
    expect([latency[0], latency[99]]).toEqual([100_010, 1_010]);
  });

  it('never count a latency below zero: a source with a clock ahead', async () => {
    const document = await documentOf(createWorld(), [message('m', { sentAt: START + 60_000 })]);
    expect(document[METRIC.latency]).toEqual([0]);
  });

  it('count a latency from the source to the fallback too, and none for what was stored', async () => {
    const world = createWorld({ fallback: true });
    world.primary.behaviour = DOWN;
    expect((await documentOf(world, messages(3)))[METRIC.latency]).toHaveLength(3);
    world.fallback!.behaviour = DOWN;
    expect(await documentOf(world, messages(3))).not.toHaveProperty(METRIC.latency);
  });

  it('count failed calls once', async () => {
    const world = createWorld();
    const failover = createFailover(world.host(), settingsOf());
    world.primary.behaviour = DOWN;
    await failover({ Records: messages(3) }, deadline(world.clock));
    await failover({ Records: messages(3) }, deadline(world.clock));
    expect(world.emitted).toMatchObject([{ FailedCalls: 3 }, { FailedCalls: 0 }]);
  });
});

import * as fc from 'fast-check';
import type { RegulatedFlow } from '../../../lib/contract/regulation';
import { FakeAws, type Operation } from './fake-aws';
import { queueFlow, streamFlow } from './flows';
import { minutes, publishMinute, tickOf } from './minutes';

const flow = queueFlow('orders');

let aws: FakeAws;

beforeEach(() => {
  aws = new FakeAws();
  aws.deploy(flow);
  aws.mappings.set('orders-mapping', { state: 'Enabled', maximumConcurrency: 5 });
  aws.waiting.set('https://sqs/orders', 30);
});

const good = { arrivals: 1_500, processed: 1_500, busyMillis: 150_000, oldestAgeSeconds: 1, errors: 0, throttles: 0 };

describe('metrics that cannot be true', () => {
  test.each([
    ['negative', { ...good, arrivals: -5, processed: -5, busyMillis: -1 }],
    ['absurd', { ...good, arrivals: 1e300, processed: Infinity, busyMillis: 1e300 }],
    ['no numbers', { ...good, arrivals: NaN, processed: NaN }],
  ])('%s ones change nothing', async (_, figures) => {
    aws.waiting.set('https://sqs/orders', NaN);
    await minutes(aws, aws.environment(), 15, () => publishMinute(aws, flow, figures));
    expect(aws.sets).toEqual([]);
    expect(aws.journal().at(-1)).toMatchObject({ outcome: 'kept', reason: 'blind' });
    expect(aws.published('StuckFlows').length).toBeGreaterThanOrEqual(10);
  });

  it('missing ones change nothing, however long; they are said once and counted each minute', async () => {
    const regulator = aws.environment();
    await minutes(aws, regulator, 10, () => publishMinute(aws, flow, good));
    const [sets, told] = [aws.sets.length, aws.journal().length];
    aws.fault = (operation) => {
      if (operation === 'metrics' || operation === 'queue') throw new Error('InternalServiceError');
    };
    await minutes(aws, regulator, 30);
    expect(aws.sets).toHaveLength(sets);
    expect(aws.journal().slice(told)).toMatchObject([{ reason: 'blind' }]);
    expect(aws.published('StuckFlows').length).toBeGreaterThanOrEqual(20);
  });
});

describe('a clock that jumps', () => {
  test.each([-86_400, -3_600, -90, 90, 3_600, 86_400])('by %i s: the flow is regulated on', async (jump) => {
    const regulator = aws.environment();
    await minutes(aws, regulator, 10, () => publishMinute(aws, flow, good));
    aws.seconds += jump;
    await minutes(aws, regulator, 10, () => publishMinute(aws, flow, good));
    const before = aws.published('StuckFlows').length;
    await minutes(aws, regulator, 10, () => publishMinute(aws, flow, good));
    expect(aws.published('StuckFlows')).toHaveLength(before);
  });
});

/** What may happen in a minute. */
const minute = fc.record({
  arrivals: fc.option(fc.integer({ min: -10, max: 200_000 })),
  waiting: fc.integer({ min: 0, max: 100_000 }),
  fails: fc.subarray<Operation>(['flows', 'metrics', 'queue', 'mapping', 'stream', 'set']),
  error: fc.constantFrom('LimitExceededException', 'ResourceInUseException', 'TimeoutError', 'AccessDeniedException'),
  state: fc.constantFrom('Enabled', 'Updating', 'Disabled'),
  status: fc.constantFrom('ACTIVE', 'UPDATING'),
  jump: fc.constantFrom(0, 0, 0, 0, 30, -30, 600, -600),
  down: fc.boolean(),
  environments: fc.constantFrom(1, 1, 2),
});

/** Limits of both kinds of flow here. */
const LIMITS: Record<string, readonly [number, number]> = {
  'maximum-concurrency': [2, 100],
  shards: [1, 16],
  'parallelization-factor': [1, 10],
};

describe('whatever the APIs, the clock and the table do', () => {
  const flows: RegulatedFlow[] = [flow, streamFlow('clicks')];

  test('each knob is set once a tick at most, within its limits, and what was learned is kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(minute, { minLength: 1, maxLength: 25 }), async (story) => {
        const world = new FakeAws();
        world.deploy(...flows);
        for (const { mappingId } of flows) {
          world.mappings.set(mappingId!, { state: 'Enabled', maximumConcurrency: 5, parallelizationFactor: 1 });
        }
        world.streams.set('clicks', { status: 'ACTIVE', openShards: 2 });
        const regulators = [world.environment(), world.environment()];
        for (const { arrivals, waiting, fails, error, jump, down, environments, ...states } of story) {
          world.seconds += 60 + jump;
          world.waiting.set(flow.queueUrl!, waiting);
          for (const [id, mapping] of world.mappings) world.mappings.set(id, { ...mapping, state: states.state });
          world.streams.set('clicks', { ...world.streams.get('clicks')!, status: states.status });
          if (arrivals !== null) for (const each of flows) publishMinute(world, each, { arrivals, busyMillis: 1_000 });
          world.state.isDown = () => down;
          world.fault = (operation) => {
            if (fails.includes(operation)) throw Object.assign(new Error('no'), { name: error });
          };
          const [before, versions] = [world.sets.length, versionsOf(world)];
          await Promise.all(regulators.slice(0, environments).map((one) => tickOf(world, one).catch(() => undefined)));
          expectLawful(world.sets.slice(before));
          for (const [key, version] of versions) expect(versionsOf(world).get(key)).toBeGreaterThanOrEqual(version);
        }
        expect(JSON.stringify(world.journal())).not.toContain('is lost');
        expect(JSON.stringify(world.logged)).not.toContain('begun anew');
      }),
      { numRuns: 150 },
    );
  });

  function versionsOf(world: FakeAws): Map<string, number> {
    return new Map([...world.state.items].map(([key, { version }]) => [key, version]));
  }

  function expectLawful(sets: FakeAws['sets']): void {
    const kinds = sets.map(({ knob }) => knob.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const { knob, value } of sets) {
      const [least, most] = LIMITS[knob.kind];
      expect(Number.isInteger(value) && value >= least && value <= most).toBe(true);
    }
  }
});

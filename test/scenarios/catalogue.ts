import { THREW } from './consumer';
import { between, during, HOUR, MINUTE, oneOf, SECOND } from './plan';
import { ANY, BOTH, CODES, LAKE, mostFailedCalls, QUEUES, type Scenario, scenario, STATE } from './scenario';
import { walk } from './walk';

/** In the order of what they do to a pipeline: records, handlers, targets, services, sources. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('a poison record now and then', ANY, () => ({ poison: 0.01 })),
  scenario('poison in every shard at once', ['stream'], (random) => ({
    poison: 0.1,
    shards: 4,
    parallelizationFactor: oneOf(random, [1, 2]),
  })),
  scenario('records of every shape', ANY, (random) => ({
    oddPayloads: true,
    arrivingMillis: 3 * MINUTE,
    poison: 0.02,
    faults: [during([1, 2], ['target.primary'], 'refused', { share: between(random, 0.5, 1) })],
  })),
  scenario('poison while handlers die and the lake is slow', ANY, (random) => ({
    poison: between(random, 0.05, 0.3),
    faults: [
      during([0, 6], ['lambda.run'], 'killed', { share: 0.3, delayMillis: 4_000 }),
      during([0, 6], ['s3.put'], 'slow', { share: 0.5, delayMillis: 2_000 }),
    ],
    maxReceives: 100,
    retryAttempts: 100,
    millis: 60 * MINUTE,
  })),
  scenario('all is poison for half an hour, then the consumer is mended and replayed', ANY, () => ({
    arrivingMillis: 20 * MINUTE,
    meanGapMillis: 12 * SECOND,
    millis: 80 * MINUTE,
    events: [
      { at: 2 * MINUTE, what: 'break-consumer' },
      { at: 32 * MINUTE, what: 'mend-consumer' },
      { at: 45 * MINUTE, what: 'replay-quarantined' },
      { at: 50 * MINUTE, what: 'replay-spilled' },
    ],
  })),
  scenario('nothing but poison left in the lake, and no traffic', ANY, (random) => ({
    archive: true,
    arrivingMillis: MINUTE,
    meanGapMillis: 2 * SECOND,
    poison: between(random, 0.05, 0.4),
    faults: [
      during([0.2, 1.5], BOTH, 'refused', { share: between(random, 0, 1) }),
      during([0, 3], ['lambda.run'], 'killed', { share: between(random, 0, 0.5), delayMillis: 3_000 }),
    ],
    maxReceives: 50,
    retryAttempts: 50,
    millis: 150 * MINUTE,
    settlesPoison: true,
  })),
  scenario('a consumer that breaks for hours, with no traffic to tell', ANY, (random) => ({
    arrivingMillis: 2 * MINUTE,
    meanGapMillis: between(random, 1, 10) * SECOND,
    millis: 300 * MINUTE,
    sparesGood: true,
    events: [
      { at: between(random, 0, 2) * MINUTE, what: 'break-consumer' },
      { at: between(random, 120, 240) * MINUTE, what: 'mend-consumer' },
    ],
  })),
  scenario('handlers killed in the middle of a batch', ANY, (random) => ({
    faults: [during([0.5, 5], ['lambda.run'], 'killed', { share: between(random, 0.1, 0.6), delayMillis: 3_000 })],
    maxReceives: 50,
    retryAttempts: 50,
  })),
  scenario('handlers that run out of time', ANY, (random) => ({
    faults: [during([0.5, 5], BOTH, 'slow', { share: between(random, 0.2, 1), delayMillis: 15 * SECOND })],
    timeoutMillis: 5 * SECOND,
  })),
  scenario('consumers that answer nothing, null, an empty object or unknown names', ANY, (random) => ({
    poison: 0.02,
    primary: { onPoison: 'names', says: oneOf(random, ['undefined', 'null', 'empty', 'nameless'] as const) },
  })),
  scenario('every record handed over twice, five times', ANY, () => ({
    faults: [
      during([0, 6], ['source.receive'], 'duplicated', { share: 0.8 }),
      during([0, 6], ['source.acknowledge'], 'refused', { share: 0.5 }),
    ],
    maxReceives: 1_000,
    visibilityMillis: 10 * SECOND,
  })),
  scenario('a message becomes visible while it is being delivered', ['queue'], () => ({
    mayDispute: true,
    visibilityMillis: 3 * SECOND,
    primary: { callMillis: 4 * SECOND },
    maxReceives: 1_000,
    timeoutMillis: 20 * SECOND,
  })),
  scenario('a consumer that throws at everything for a while', ANY, (random) => ({
    keys: 3,
    faults: [during([1, 5], BOTH, 'refused', { share: oneOf(random, [between(random, 0.2, 1), 1]), code: THREW })],
  })),
  scenario('a target that takes less than it is handed', ANY, (random) => ({
    burst: 40,
    maxRecords: 10_000,
    primary: { mostRecords: oneOf(random, [1, 2, 7]) },
  })),
  scenario('a target that is too slow for its batches', ANY, (random) => ({
    burst: 60,
    meanGapMillis: 30 * SECOND,
    maxRecords: oneOf(random, [10, 10_000]),
    maxReceives: 3,
    fallback: false,
    primary: { recordMillis: between(random, 150, 300) },
    millis: 90 * MINUTE,
  })),
  scenario('a target that dies, and nothing else', ANY, (random) => {
    const environments = oneOf(random, [1, 3, 12]);
    return {
      environments,
      burst: 30,
      meanGapMillis: SECOND,
      faults: [during([1, 3], ['target.primary'], 'refused')],
      mostFailedCalls: mostFailedCalls(environments, 3 * MINUTE),
    };
  }),
  scenario('the state table is away, and nothing else', ANY, (random) => ({
    faults: [during([1, 8], STATE, 'refused', { code: oneOf(random, ['ThrottlingException', 'InternalServerError']) })],
    mostDelayMillis: 20 * SECOND,
  })),
  scenario('the state table is throttled or away', ANY, (random) => ({
    faults: [
      during([1, 8], STATE, oneOf(random, ['refused', 'unanswered', 'slow'] as const), {
        share: between(random, 0.3, 1),
        delayMillis: 900,
      }),
      during([3, 3], ['target.primary'], 'refused'),
    ],
  })),
  scenario('functions throttled to nothing for half an hour', ANY, () => ({
    timeoutMillis: 60 * SECOND,
    visibilityMillis: 361 * SECOND,
    millis: 90 * MINUTE,
    events: [
      { at: 2 * MINUTE, what: 'throttle' },
      { at: 32 * MINUTE, what: 'unthrottle' },
    ],
  })),
  scenario('a target that is slow or down for half an hour', ANY, (random) => ({
    arrivingMillis: 36 * MINUTE,
    meanGapMillis: 15 * SECOND,
    millis: 80 * MINUTE,
    poison: oneOf(random, [0, 0.01]),
    faults: [during([2, 30], ['target.primary'], oneOf(random, ['refused', 'slow'] as const), { delayMillis: 8_000 })],
  })),
  scenario('a target that is down for longer than its source keeps records', ANY, (random) => ({
    arrivingMillis: 30 * MINUTE,
    meanGapMillis: 20 * SECOND,
    retentionMillis: 2 * HOUR,
    millis: 5 * HOUR,
    faults: [during([1, 180], oneOf(random, [['target.primary'], BOTH] as const), 'refused')],
  })),
  scenario('primary and fallback down together', ANY, (random) => ({
    fallback: true,
    faults: [
      during([1, between(random, 2, 12)], ['target.primary'], 'refused'),
      during([between(random, 1, 3), between(random, 1, 8)], ['target.fallback'], 'refused'),
    ],
    arrivingMillis: 15 * MINUTE,
    meanGapMillis: 8 * SECOND,
    millis: 50 * MINUTE,
  })),
  scenario('a target that fails as its probes come', ANY, (random) => ({
    arrivingMillis: 15 * MINUTE,
    meanGapMillis: 8 * SECOND,
    millis: 60 * MINUTE,
    faults: [during([1, 14], ['target.primary'], 'refused', { share: between(random, 0.5, 0.95) })],
  })),
  scenario('a target whose answers are lost', ANY, (random) => ({
    faults: [during([1, 5], BOTH, 'unanswered', { share: between(random, 0.2, 1), code: 'TimeoutError' })],
  })),
  scenario('a key that is disabled', ANY, (random) => ({
    faults: [
      during([1, 10], [...LAKE, ...STATE], 'refused', { code: 'KMSDisabledException' }),
      ...(random.next() < 0.5 ? [during([3, 4], BOTH, 'refused')] : []),
    ],
    poison: 0.02,
    maxReceives: 1_000,
    retryAttempts: 1_000,
    millis: 60 * MINUTE,
  })),
  scenario('a lake that is slow, loses answers and fails', ANY, (random) => ({
    faults: [
      during([0, 8], LAKE, 'unanswered', { share: between(random, 0.1, 0.5) }),
      during([0, 8], LAKE, 'slow', { share: 0.5, delayMillis: 2_000 }),
      during([1, 6], ['target.primary'], 'refused', { share: between(random, 0.5, 1) }),
    ],
    poison: 0.02,
    maxReceives: 1_000,
    retryAttempts: 1_000,
    millis: 60 * MINUTE,
  })),
  scenario('a lake that takes nothing while the target comes and goes', ANY, (random) => ({
    keys: 3,
    burst: 30,
    archive: false,
    faults: [
      during([0, 6], ['s3.put'], 'refused', { share: between(random, 0.3, 1) }),
      during([0, 6], BOTH, 'refused', { share: between(random, 0.2, 0.6), code: oneOf(random, CODES) }),
    ],
    maxReceives: 1_000,
    retryAttempts: 1_000,
    millis: 60 * MINUTE,
  })),
  scenario('environments that are frozen for a while', ANY, (random) => ({
    archive: true,
    faults: [
      during([1, 4], ['target.primary'], 'refused', { share: between(random, 0.5, 1) }),
      during([0, 12], ['lambda.run'], 'frozen', { share: 0.3, delayMillis: 60 * SECOND }),
    ],
    events: [4, 5, 6, 8].map((minute) => ({ at: minute * MINUTE, what: 'replay-archive' as const })),
    timeoutMillis: 90 * SECOND,
    visibilityMillis: 6 * 90 * SECOND,
    millis: 90 * MINUTE,
    maxReceives: 50,
  })),
  scenario('clocks that jump', ANY, (random) => ({
    faults: [
      during([1, 5], ['target.primary'], 'refused', { share: between(random, 0.5, 1) }),
      during([0, 10], ['lambda.run'], 'jumped', { share: 0.3, delayMillis: between(random, 1, 600) * SECOND }),
    ],
    millis: 60 * MINUTE,
    maxReceives: 50,
  })),
  scenario('clocks that are wrong', ANY, (random) => ({
    skewMillis: between(random, 1_000, 60_000),
    faults: [during([1, 5], ['target.primary'], 'refused'), during([2, 3], ['lambda.run'], 'killed', { share: 0.2 })],
    millis: 60 * MINUTE,
    maxReceives: 50,
  })),
  scenario('a burst of a hundred times the load', ANY, () => ({
    arrivingMillis: MINUTE,
    meanGapMillis: SECOND,
    burst: 100,
    environments: 5,
  })),
  scenario('shards that split and merge', ['stream'], (random) => ({
    poison: 0.01,
    events: Array.from({ length: 5 }, () => ({ at: between(random, 0, 6) * MINUTE, what: 'reshard' as const })),
    faults: [during([2, 2], ['target.primary'], 'refused', { share: between(random, 0.3, 1) })],
  })),
  scenario('dead letters are redriven during live traffic', QUEUES, () => ({
    maxReceives: 2,
    mayDeadLetter: true,
    visibilityMillis: 60 * SECOND,
    faults: [during([0, 4], ['lambda.run'], 'killed', { share: 0.8, delayMillis: 20 })],
    events: [
      { at: 8 * MINUTE, what: 'redrive' },
      { at: 15 * MINUTE, what: 'redrive' },
    ],
  })),
  scenario('every record handed over twice, five times, to targets that are not idempotent', ANY, (random) => ({
    hasOneEffect: true,
    settings: { idempotencyMillis: 24 * HOUR },
    faults: [
      during([0, 6], ['source.receive'], 'duplicated', { share: 0.8 }),
      during([0, 6], ['source.acknowledge'], 'refused', { share: 0.5 }),
      during([2, between(random, 0, 3)], ['target.primary'], 'refused', { share: between(random, 0.3, 1) }),
    ],
    maxReceives: 1_000,
    visibilityMillis: 10 * SECOND,
    events: [{ at: 20 * MINUTE, what: 'replay-spilled' as const }],
  })),
  // Three hours stand for fourteen days.
  scenario('dead letters are in the lake before their queue forgets them', QUEUES, (random) => ({
    maxReceives: 2,
    visibilityMillis: 60 * SECOND,
    deadLetterRetentionMillis: 3 * HOUR,
    millis: 5 * HOUR,
    faults: [
      during([0, 4], ['lambda.run'], 'killed', { share: 0.8, delayMillis: 20 }),
      during([((3 * 60) / 14) * 13, 3], ['s3.put'], oneOf(random, ['refused', 'unanswered', 'slow'] as const), {
        share: between(random, 0, 0.8),
        delayMillis: 3_000,
      }),
      during([((3 * 60) / 14) * 13, 3], ['lambda.run'], 'killed', { share: 0.3, delayMillis: 200 }),
    ],
    events: [
      { at: 0, what: 'throttle-dead-letters' },
      { at: ((3 * HOUR) / 14) * 13, what: 'unthrottle-dead-letters' },
      { at: 3.5 * HOUR, what: 'replay-quarantined' },
    ],
  })),
  scenario('the same window replayed twice, side by side and during live traffic', ANY, (random) => ({
    archive: true,
    poison: 0.01,
    events: [3, 3, 8].map((minute) => ({ at: minute * MINUTE, what: 'replay-archive' as const })),
    faults: [during([3, 2], ['lambda.run'], 'killed', { share: between(random, 0, 0.3), delayMillis: 5_000 })],
    maxReceives: 50,
  })),
  scenario('a deployment in the middle of a batch, and one back', ANY, (random) => ({
    events: [2, 2.2, 3, 5].map((minute) => ({ at: minute * MINUTE, what: 'deploy' as const })),
    faults: [during([1, 4], ['target.primary'], 'refused', { share: between(random, 0.3, 1) })],
  })),
  { name: 'anything together, by chance', plan: walk },
];

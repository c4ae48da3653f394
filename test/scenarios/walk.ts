import type { Fault, FaultWindow } from '../../lib/simulation/data-plane/faults';
import type { Operation } from '../../lib/simulation/data-plane/network';
import { type Random, seededRandom } from '../../lib/simulation/random';
import { THREW } from './consumer';
import { between, CALM, during, type EventName, HOUR, MINUTE, oneOf, type Plan, SECOND } from './plan';

const EVENTS: readonly EventName[] = ['reshard', 'deploy', 'replay-spilled', 'replay-quarantined', 'replay-archive'];

/** Kinds of faults, by what they can happen to. */
const FAULTS: readonly (readonly [readonly Operation[], readonly Fault['kind'][]])[] = [
  [['target.primary'], ['refused', 'unanswered', 'slow']],
  [['target.fallback'], ['refused', 'unanswered', 'slow']],
  [['s3.put'], ['refused', 'unanswered', 'slow']],
  [
    ['s3.get', 's3.list', 's3.delete'],
    ['refused', 'slow'],
  ],
  [
    ['dynamodb.get', 'dynamodb.put'],
    ['refused', 'unanswered', 'slow'],
  ],
  [
    ['states.start', 'states.list'],
    ['refused', 'unanswered'],
  ],
  [['lambda.run'], ['killed', 'frozen', 'jumped']],
  [['lambda.invoke'], ['refused']],
  [['source.acknowledge'], ['refused']],
  [['source.receive'], ['duplicated']],
];

const CODES = [
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'AccessDeniedException',
  'KMSDisabledException',
  THREW,
];

/** A pipeline and faults by chance, all of them over well before the end. */
export function walk(seed: number): Plan {
  const random = seededRandom(seed ^ 0x5bd1e995);
  const millis = 60 * MINUTE;
  const timeoutMillis = oneOf(random, [3, 10, 60]) * SECOND;
  const source = oneOf(random, ['queue', 'fifo', 'stream'] as const);
  return {
    ...CALM,
    mayDeadLetter: true,
    source,
    millis,
    fallback: random.next() < 0.5,
    archive: random.next() < 0.5,
    arrivingMillis: between(random, 4, 12) * MINUTE,
    meanGapMillis: between(random, 2, 12) * SECOND,
    burst: oneOf(random, [1, 5, 30]),
    keys: oneOf(random, [1, 3, 20]),
    maxRecords: oneOf(random, [1, 10, 10_000]),
    oddPayloads: random.next() < 0.1,
    poison: oneOf(random, [0, 0, 0.02, 0.2]),
    primary: {
      onPoison: oneOf(random, ['throws', 'names', 'stops', 'rejects'] as const),
      callMillis: oneOf(random, [5, 50, 500]),
      recordMillis: oneOf(random, [0.1, 5]),
    },
    maxReceives: oneOf(random, [5, 10, 1_000]),
    timeoutMillis,
    // As the constructs set it, and hold it.
    visibilityMillis: 6 * timeoutMillis,
    environments: oneOf(random, [1, 3, 12]),
    shards: oneOf(random, [1, 2, 4]),
    parallelizationFactor: oneOf(random, [1, 3]),
    retryAttempts: oneOf(random, [2, 10]),
    skewMillis: oneOf(random, [0, 0, 2_000]),
    retentionMillis: oneOf(random, [24 * HOUR]),
    faults: Array.from({ length: Math.floor(between(random, 0, 5)) }, () => faultOf(random)),
    events: Array.from({ length: Math.floor(between(random, 0, 4)) }, () => ({
      at: between(random, 0, 20) * MINUTE,
      what: oneOf(random, EVENTS),
    })),
  };
}

function faultOf(random: Random): FaultWindow {
  const [operations, kinds] = oneOf(random, FAULTS);
  return during([between(random, 0, 12), between(random, 0.2, 10)], operations, oneOf(random, kinds), {
    share: oneOf(random, [0.1, 0.5, 1]),
    code: oneOf(random, CODES),
    delayMillis: oneOf(random, [200, 3_000, 20_000]),
  });
}

import * as fc from 'fast-check';
import { deliveryOf } from '../../lambda/adapters/partial-response';
import type { Delivery } from '../../lambda/failover/host';
import { itemIdentifier, NativeRecord, orderKey, recordId } from '../../lambda/failover/records';
import { ACCEPTED, Behaviour, failure, FakeTarget } from './fake-host';
import { idsOf } from './records';

const WHOLE = {
  accept: ACCEPTED,
  slow: ACCEPTED,
  throw: failure('unclear'),
  outage: failure('outage'),
  overload: failure('overload'),
  reject: failure('content'),
} as const;

/** What a target does on one call; `share` picks the records it names. */
export type Step =
  /** `nothing`: it takes and refuses none; `explode`: its adapter has a defect; `lost`: it does the work, its answer is lost. */
  | { readonly kind: keyof typeof WHOLE | 'nothing' | 'explode' | 'lost' }
  /** `stop`: it names a record and all behind it of the same order key. */
  | { readonly kind: 'name' | 'stop' | 'content' | 'throttle'; readonly share: number };

type Kind = Step['kind'];

const WHOLE_KINDS: readonly Kind[] = ['throw', 'outage', 'overload', 'reject', 'nothing', 'explode', 'slow', 'lost'];
const PICKING_KINDS: readonly Kind[] = ['name', 'stop', 'content', 'throttle'];

/** Steps of some kinds, by default of all. */
export function stepOf(isWanted: (kind: Kind) => boolean = () => true): fc.Arbitrary<Step> {
  const whole = fc.record({ kind: fc.constantFrom(...WHOLE_KINDS.filter(isWanted)) });
  const picking = fc.record({
    kind: fc.constantFrom(...PICKING_KINDS.filter(isWanted)),
    share: fc.integer({ min: 1, max: 7 }),
  });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: 'accept' }) },
    { weight: 4, arbitrary: whole },
    { weight: 4, arbitrary: picking },
  ) as fc.Arbitrary<Step>;
}

/** Follows a script and then, healed, names poison alone. */
export function scripted(steps: readonly Step[], isPoison: (id: string) => boolean, target: FakeTarget): Behaviour {
  return (records, call) => {
    const now = steps[call];
    target.callMillis = steps[call + 1]?.kind === 'slow' ? 20_000 : 10;
    return now ? play(now, records, target) : stoppingAt(records, (record) => isPoison(recordId(record)));
  };
}

function play(now: Step, records: readonly NativeRecord[], target: FakeTarget): Delivery {
  if ('share' in now) return playPicking(now.kind, records, pick(records, now.share));
  switch (now.kind) {
    case 'nothing':
      return { kind: 'refused', items: [], untouched: records.map((_, i) => i) };
    case 'explode':
      throw new Error('an adapter with a defect');
    case 'lost':
      target.take(idsOf(records));
      return failure('overload');
    default:
      return WHOLE[now.kind];
  }
}

function playPicking(kind: Kind, records: readonly NativeRecord[], picked: readonly number[]): Delivery {
  switch (kind) {
    case 'name':
      return named(records, (_, i) => picked.includes(i));
    case 'stop':
      return stoppingAt(records, (_, i) => picked.includes(i));
    case 'content':
      return { kind: 'refused', items: picked.map((index) => ({ index, ...INVALID })), untouched: [] };
    default:
      return { kind: 'refused', items: [], untouched: picked };
  }
}

const INVALID = { cause: 'content' as const, code: 'ItemInvalid', message: '' };

/** Places spread over the batch; all of them for a share of seven. */
function pick(records: readonly NativeRecord[], share: number): number[] {
  return records.map((_, i) => i).filter((i) => (i * 5 + share) % 7 < share);
}

type IsBad = (record: NativeRecord, index: number) => boolean;

function named(records: readonly NativeRecord[], isBad: IsBad): Delivery {
  const batchItemFailures = records.filter(isBad).map((r) => ({ itemIdentifier: itemIdentifier(r) }));
  return deliveryOf(records, { batchItemFailures });
}

/** As a consumer must that keeps the order: it names a bad record and does not process those of its key behind it. */
function stoppingAt(records: readonly NativeRecord[], isBad: IsBad): Delivery {
  const stopped = new Set<string>();
  return named(records, (record, index) => {
    if (isBad(record, index)) stopped.add(orderKey(record));
    return stopped.has(orderKey(record));
  });
}

import type { Gap, Observation } from '../../control/regulation/observation';
import type { Capacity } from '../../control/regulation/regulate';
import type { Random } from '../random';
import type { Account } from './account';

const FIGURES = ['arrivals', 'processed', 'backlog', 'oldestAgeSeconds', 'utilization', 'errors', 'throttles'] as const;

/** What metrics may say when something is wrong with them. */
const ABSURD: readonly unknown[] = [NaN, Infinity, -Infinity, -1, -1e9, 1e15, 0.5, '7', null, true, [], {}];

export interface Shown {
  readonly seen: Observation<Capacity> | Gap;
  /** The regulator's clock. */
  readonly now: number;
}

/**
 * An observation of which anything can be wrong but what is in force: metrics that are missing, absurd, stale or of the
 * future, and a clock that jumps.
 */
export function fuzzedObservation(account: Account, clock: number, random: Random): Shown {
  const now = random.next() < 0.002 ? clock + (random.next() - 0.5) * 1e6 : clock;
  const time = timeOf(now, random);
  if (random.next() < 0.05) return { seen: { time, missing: true }, now };
  const seen: Record<string, unknown> = { time, capacity: capacityOf(account, random), pending: account.pending };
  const scale = 10 ** Math.floor(random.next() * 7);
  for (const figure of FIGURES) {
    const dice = random.next();
    if (dice < 0.05) seen[figure] = pick(ABSURD, random);
    else if (dice < 0.9) seen[figure] = figure === 'utilization' ? random.next() : random.next() * scale;
  }
  return { seen: seen as unknown as Observation<Capacity>, now };
}

function timeOf(now: number, random: Random): number {
  const dice = random.next();
  if (dice < 0.02) return pick([NaN, -1, 0, Infinity], random);
  if (dice < 0.06) return now + (random.next() - 0.5) * 20_000;
  return now - 60 * Math.floor(random.next() * 3);
}

/** Read from the API that refuses: true, or no number at all. */
function capacityOf({ capacity }: Account, random: Random): Capacity {
  if (random.next() > 0.01) return capacity;
  const [knob] = Object.keys(capacity);
  return { ...capacity, [knob]: pick([NaN, -3, 2.5, undefined], random) };
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random.next() * values.length)];
}

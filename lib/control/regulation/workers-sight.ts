import type { Observation, WorkersCapacity } from './observation';
import type { WorkersSettings } from './settings';

/** The figures of a period that a planner of workers goes by; what was not told is inferred. */
export interface Sight {
  /** Records a second that arrived; undefined where nothing tells it. */
  readonly rate: number | undefined;
  /** The same at the very end of the period, where that is known better. */
  readonly latestRate: number | undefined;
  /** Records waiting at its end. */
  readonly waiting: number;
  readonly processed: number | undefined;
}

/** The end of a period seen before; plain JSON. */
export interface Before {
  readonly time: number;
  readonly waiting: number;
}

/** What one worker works off, in records a second. */
type OfWorker = number;

/** Ages are told in whole seconds: the records that wait came within half a second more, on average. */
const HALF_SECOND = 0.5;

/** A younger record says too little: a second more or less is a large share of its age. */
const LEAST_AGE_SECONDS = 2;

export function sightOf(
  seen: Observation<WorkersCapacity>,
  before: Before | null,
  settings: WorkersSettings,
  ofWorker: OfWorker,
): Sight {
  const { periodSeconds } = settings;
  const follows = before !== null && seen.time - before.time < 1.5 * periodSeconds ? before : null;
  const able = seen.capacity.workers * ofWorker * periodSeconds;
  const arrivals = arrivalsOf(seen, follows, able);
  const rate = arrivals === undefined ? undefined : arrivals / periodSeconds;
  const waiting = waitingOf(seen, follows, rate ?? 0, able);
  const inferred = arrivals === undefined || !follows ? undefined : arrivals + follows.waiting - waiting;
  const processed = seen.processed ?? (seen.backlog === undefined ? undefined : inferred && Math.max(0, inferred));
  if (rate === undefined) return { rate, latestRate: undefined, waiting, processed };
  return { rate, latestRate: latestRateOf(seen, rate, waiting, periodSeconds), waiting, processed };
}

function arrivalsOf(seen: Observation<WorkersCapacity>, before: Before | null, able: number): number | undefined {
  const { arrivals, processed, backlog } = seen;
  if (arrivals !== undefined) return arrivals;
  const grown = backlog !== undefined && before ? backlog - before.waiting : 0;
  if (processed !== undefined) return Math.max(0, processed + grown);
  // Nothing but the backlog is known: while some waits, what workers can do is done.
  return backlog !== undefined && before ? Math.max(0, grown + (backlog > 0 ? able : 0)) : undefined;
}

function waitingOf(seen: Observation<WorkersCapacity>, before: Before | null, rate: number, able: number): number {
  const { arrivals, processed, backlog, oldestAgeSeconds } = seen;
  if (backlog !== undefined) return backlog;
  if (oldestAgeSeconds !== undefined) return oldestAgeSeconds * rate;
  if (arrivals === undefined || !before) return 0;
  return Math.max(0, before.waiting + arrivals - (processed ?? able));
}

/** The records that wait are those that came since the oldest of them did: that tells a rise within a period. */
function latestRateOf(
  seen: Observation<WorkersCapacity>,
  rate: number,
  waiting: number,
  periodSeconds: number,
): number {
  const age = seen.oldestAgeSeconds ?? 0;
  if (age < LEAST_AGE_SECONDS || age >= periodSeconds) return rate;
  const most = (rate * periodSeconds) / (age + HALF_SECOND);
  return Math.max(rate, Math.min(most, waiting / (age + HALF_SECOND)));
}

/** What one unit of capacity works off, as it has been seen; plain JSON. */
export interface UnitRate {
  /** Of what the settings say. */
  readonly share: number;
  /** Whether utilization is told by the time that units were busy, not by what the settings say they work off. */
  readonly busyTime: boolean | null;
  /** Units in force at the last observations, newest first. */
  readonly units: readonly number[];
  /** Records that waited at the end of the period before. */
  readonly waiting: number;
}

/** One period as its work was done. */
export interface WorkedPeriod {
  readonly seconds: number;
  readonly units: number;
  readonly processed: number | undefined;
  /** Records waiting at its end, and how long the oldest has waited. */
  readonly waiting: number;
  readonly oldestAgeSeconds: number | undefined;
  readonly utilization: number | undefined;
}

export const AS_SET: UnitRate = {
  share: 1,
  busyTime: null,
  units: [],
  waiting: 0,
};

/** So many observations tell what was in force in a period, whether they tell what is in force then or now. */
const OBSERVATIONS = 3;

/** Units that were busy at least so much of a period were busy throughout. */
const BUSY = 0.99;

/** Below this busy share a period says little of what units can do. */
const LEAST_BUSY = 0.2;

/** Where so much of a period's work waits at both its ends, some waited all the time. */
const WAITING_SHARE = 0.25;

/** A unit that is off by more was changed; by less, it varies, and a part of the difference is believed at once. */
const CHANGED_BY = 0.15;
const BELIEVED = 0.2;

/** Beyond these shares a figure is a defect of who reported it. */
const LEAST_SHARE = 0.02;
const MOST_SHARE = 50;

/** Without work that waits nothing is learned, and what was learned fades in about this time. */
const FADING_SECONDS = 12 * 3600;

/** The rate after one more period. `setRate` is what the settings say of one unit, in records a second. */
export function observedRate(rate: UnitRate, period: WorkedPeriod, setRate: number): UnitRate {
  const units = [period.units, ...rate.units].slice(0, OBSERVATIONS);
  const next: UnitRate = { ...rate, units, waiting: period.waiting };
  if (period.processed === undefined || Math.max(...units) === 0) return next;
  const asSet = period.processed / period.seconds / setRate;
  if (busyThroughout(rate, period) || becameSlower(next, period, asSet))
    return { ...next, ...saturated(rate, units, asSet, period.utilization) };
  const { utilization } = period;
  if (rate.busyTime && utilization !== undefined && utilization > LEAST_BUSY && steady(units)) {
    return {
      ...next,
      share: nearer(rate.share, asSet / units[0] / utilization),
    };
  }
  return {
    ...next,
    share: rate.share + (1 - rate.share) * Math.min(1, period.seconds / FADING_SECONDS),
  };
}

/** Work waited all the time: what was processed is what could be. */
function busyThroughout({ busyTime, waiting }: UnitRate, period: WorkedPeriod): boolean {
  const { processed = 0, oldestAgeSeconds, utilization, seconds } = period;
  const least = Math.min(waiting, period.waiting);
  if (least <= 0) return false;
  if (oldestAgeSeconds !== undefined && oldestAgeSeconds >= seconds) return true;
  if (utilization !== undefined && utilization >= BUSY) return true;
  if (busyTime && utilization !== undefined) return false;
  return least >= WAITING_SHARE * processed && (oldestAgeSeconds ?? seconds) >= seconds / 2;
}

/** Units that were busy all the time did far less than before, and much waits in the end, where nothing may have before. */
function becameSlower({ share, units }: UnitRate, period: WorkedPeriod, asSet: number): boolean {
  const { processed = 0, waiting, utilization = 0 } = period;
  const isFull = utilization >= BUSY && waiting >= WAITING_SHARE * processed;
  return isFull && steady(units) && asSet / units[0] < share * (1 - CHANGED_BY);
}

function saturated(
  { share, busyTime }: UnitRate,
  units: readonly number[],
  asSet: number,
  utilization: number | undefined,
): Pick<UnitRate, 'share' | 'busyTime'> {
  // Where the units changed it is not sure how many there were: then it counts only what is sure.
  const least = asSet / Math.max(...units);
  const most = asSet / Math.max(1, Math.min(...units));
  const measured = Math.min(most, Math.max(least, share));
  const learned = nearer(share, steady(units) ? least : measured);
  if (utilization === undefined) return { share: learned, busyTime };
  if (utilization < BUSY - 0.02) return { share: learned, busyTime: false };
  // Units that work at their set rate are told busy either way.
  return {
    share: learned,
    busyTime: busyTime ?? (Math.abs(learned - 1) > 0.05 ? true : null),
  };
}

function steady(units: readonly number[]): boolean {
  return units.length === OBSERVATIONS && units.every((each) => each === units[0]);
}

function nearer(share: number, measured: number): number {
  const possible = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, measured));
  return Math.abs(possible / share - 1) > CHANGED_BY ? possible : share + BELIEVED * (possible - share);
}

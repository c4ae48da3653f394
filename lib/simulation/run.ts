import { type Gap, isGap, type Observation } from '../control/regulation/observation';
import type { Controller } from './controller/controller';
import type { Plant, Refusal } from './plant/plant';
import type { Situation } from './plant/situation';
import { PeriodSums } from './plant/period-sums';

/** What came of a run. */
export interface RunResult<Capacity> {
  /** Unit-hours. */
  readonly cost: number;
  /** Share of all seconds with a lag above the objective, 0 to 1. */
  readonly violation: number;
  readonly worstLagSeconds: number;
  readonly refused: readonly Refusal[];
  readonly changes: readonly Change<Capacity>[];
  readonly timeline: Timeline;
}

/** A command that was taken. */
export interface Change<Capacity> {
  readonly second: number;
  readonly from: Capacity;
  readonly to: Capacity;
  /** What the controller said of it; what it was shown, where it does not explain itself. */
  readonly why: string;
}

/** One figure a second. */
export interface Timeline {
  readonly lagSeconds: Float64Array;
  readonly nominalRate: Float64Array;
}

export interface RunOptions<Capacity> {
  readonly plant: Plant<Capacity>;
  readonly controller: Controller<Capacity>;
  /** Records in each second. */
  readonly arrivals: Float64Array;
  readonly situation: Situation;
  readonly lagObjectiveSeconds: number;
}

/** Runs a controller against a plant, a second at a time. */
export function run<Capacity extends object>(options: RunOptions<Capacity>): RunResult<Capacity> {
  const { plant, arrivals, situation, lagObjectiveSeconds } = options;
  const lagSeconds = new Float64Array(arrivals.length);
  const nominalRate = new Float64Array(arrivals.length);
  const refused: Refusal[] = [];
  const changes: Change<Capacity>[] = [];
  const sums = new PeriodSums<Capacity>();
  const underway: Observation<Capacity>[] = [];
  let cost = 0;
  for (let second = 0; second < arrivals.length; second += 1) {
    const step = plant.step(arrivals[second]);
    sums.add(arrivals[second], step, situation.nominalUtilization ? plant.nominalRate : step.able);
    cost += plant.costOfSecond;
    lagSeconds[second] = plant.oldestAgeSeconds;
    nominalRate[second] = plant.nominalRate;
    const now = second + 1;
    if (now % situation.periodSeconds !== 0) continue;
    underway.push(sums.close(plant, now));
    if (underway[0].time > now - situation.metricDelaySeconds) continue;
    const seen = underway.shift();
    if (seen) act(options, shown(seen, plant, situation, now), { now, refused, changes });
  }
  const late = lagSeconds.reduce((count, lag) => count + (lag > lagObjectiveSeconds ? 1 : 0), 0);
  const worstLagSeconds = lagSeconds.reduce((worst, lag) => Math.max(worst, lag), 0);
  return {
    cost,
    violation: late / arrivals.length,
    worstLagSeconds,
    refused,
    changes,
    timeline: { lagSeconds, nominalRate },
  };
}

interface Log<Capacity> {
  readonly now: number;
  readonly refused: Refusal[];
  readonly changes: Change<Capacity>[];
}

function act<Capacity extends object>(
  { plant, controller }: RunOptions<Capacity>,
  seen: Observation<Capacity> | Gap,
  { now, refused, changes }: Log<Capacity>,
): void {
  const command = controller.decide(seen);
  if (!command) return;
  const from: Capacity = { ...plant.capacity, ...plant.pending };
  refused.push(...plant.command(command));
  const to: Capacity = { ...plant.capacity, ...plant.pending };
  if (JSON.stringify(from) !== JSON.stringify(to)) {
    changes.push({ second: now, from, to, why: controller.why ?? shownWith(seen) });
  }
}

function shownWith<Capacity>(seen: Observation<Capacity> | Gap): string {
  if (isGap(seen)) return 'no metrics';
  const { utilization = 0, backlog = 0 } = seen;
  return `was shown a utilization of ${Math.round(100 * utilization)} % and a backlog of ${Math.round(backlog)}`;
}

function shown<Capacity>(
  seen: Observation<Capacity>,
  plant: Plant<Capacity>,
  { blind, delayedCapacity }: Situation,
  now: number,
): Observation<Capacity> | Gap {
  if (blind && now >= blind.fromSecond && now < blind.toSecond) return { time: seen.time, missing: true };
  return delayedCapacity ? seen : { ...seen, capacity: plant.capacity, pending: plant.pending };
}

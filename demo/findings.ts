import type { Alert } from './inbox';
import { firstOutcome, Outcome, Sightings } from './balance';
import type { KillBurst } from './chaos';
import type { Causes } from './alert-causes';
import type { Played, Stage } from './play';
import type { Decision } from './regulation-figures';
import type { Sample, Timeline } from './report/timeline';

export interface FailoverFigures {
  /** Calls that the primary refused until its breaker opened; probes come later. */
  readonly failedCallsBeforeOpen: number;
  /** Batches that the mapping handed on at a time when the primary failed. */
  readonly batchesAtATime: number;
  /** From the first refused call to the first record in the fallback's store. */
  readonly millisToFirstDiverted: number;
  /** From healing to the first record that the primary took again. */
  readonly millisToRecover: number;
}

/** As in the demo's app. */
const SHARDS: Readonly<Record<Stage['name'], number>> = { queue: 1, stream: 2 };

/** Counted by the sinks themselves. */
export function failoverFigures({ name, warehouse, observer }: Stage, causes: Causes): FailoverFigures {
  const refused = warehouse.failedCalls.primary;
  const before = observer.samples.filter(({ at }) => at <= causes.outage);
  const opened = [...observer.openings].find((since) => since >= causes.outage) ?? Infinity;
  const effects = [...warehouse.effects.values()].flat();
  const firstOn = (path: string, after: number): number =>
    Math.min(...effects.filter((effect) => effect.path === path && effect.at >= after).map(({ at }) => at));
  return {
    failedCallsBeforeOpen: refused.filter((at) => at <= opened).length,
    batchesAtATime: (before.at(-1)?.capacity ?? 0) * SHARDS[name],
    millisToFirstDiverted: firstOn('fallback', causes.outage) - refused[0],
    millisToRecover: firstOn('primary', causes.healed) - causes.healed,
  };
}

/** The flow over time, for the report. */
export function toTimeline(
  stage: Stage,
  played: Played,
  seen: {
    readonly alerts: readonly Alert[];
    readonly sightings: Sightings;
    readonly kills: readonly KillBurst[];
    readonly decisions: readonly Decision[];
    readonly started: number;
  },
): Timeline {
  const { started } = seen;
  const moments = momentsOf(stage, seen.sightings);
  return {
    source: stage.name,
    startedAt: started,
    acts: played.acts.map(({ at, name }) => ({ at: at - started, name })),
    samples: stage.observer.samples
      .filter(({ at }) => at >= started)
      .map((sample) => ({ ...sample, ...countsAt(moments, sample.at), at: sample.at - started })),
    alerts: seen.alerts.map(({ receivedAt, alarm, state, text }) => ({ at: receivedAt - started, alarm, state, text })),
    decisions: seen.decisions.map(({ at, from, to, reason, detail }) => ({
      ...{ at: Date.parse(at) - started, from, to, reason, detail },
    })),
    kills: seen.kills.map(({ at, busyWorkers }) => ({ at: at - started, busyWorkers })),
  };
}

type Count = 'sent' | Outcome | 'replayed';

/** Sorted moments of each kind. */
function momentsOf(stage: Stage, sightings: Sightings): Record<Count, number[]> {
  const moments: Record<Count, number[]> = {
    ...{ sent: [], delivered: [], diverted: [] },
    ...{ spilled: [], quarantined: [], replayed: [] },
  };
  for (const [row, sentAt] of stage.sender.sentAt) {
    moments.sent.push(sentAt);
    const outcome = firstOutcome(row, sightings);
    const accepted = sightings.effects.get(row)?.[0].at;
    const stored = outcome === 'spilled' ? sightings.spilled.get(row) : sightings.quarantined.get(row);
    const first = outcome === 'delivered' || outcome === 'diverted' ? accepted : stored;
    if (outcome && first !== undefined) moments[outcome].push(first);
    if (first === stored && accepted !== undefined) moments.replayed.push(accepted);
  }
  for (const list of Object.values(moments)) list.sort((a, b) => a - b);
  return moments;
}

function countsAt(moments: Record<Count, number[]>, at: number): Pick<Sample, Count> {
  const counts = Object.entries(moments).map(([name, list]) => {
    const later = list.findIndex((moment) => moment > at);
    return [name, later < 0 ? list.length : later];
  });
  return Object.fromEntries(counts) as Pick<Sample, Count>;
}

import type { Decision, Planned } from './decision';
import type { Lawful } from './lawful';
import { type Gap, isGap, type Observation, type StreamCapacity, type WorkersCapacity } from './observation';
import { NO_RESHARDS, type ReshardLog } from './reshard-log';
import { trusted } from './trust';

/** What holds a planner within what is allowed; plain JSON. */
export interface GuardState {
  /** End of the period seen last, and when it was seen. */
  readonly seenTime: number | null;
  readonly seenAt: number | null;
  readonly reshards: ReshardLog;
}

export function startGuard(): GuardState {
  return { seenTime: null, seenAt: null, reshards: NO_RESHARDS };
}

/** What the two kinds of planner differ in. */
export interface Rules<Planner, Capacity> {
  plan(planner: Planner, seen: Observation<Capacity> | Gap, log: ReshardLog): Planned<Planner, Capacity>;
  /** The log after `seconds` with what is in force now. */
  observed(log: ReshardLog, seconds: number, seen: Observation<Capacity>): ReshardLog;
  lawful(wish: Partial<Capacity>, seen: Observation<Capacity>, log: ReshardLog): Lawful<Capacity>;
  asked(log: ReshardLog, command: Partial<Capacity>): ReshardLog;
}

export interface Guarded<Planner> {
  readonly guard: GuardState;
  readonly planner: Planner;
}

/** Shows the planner what can be trusted, and lets through of its wish what may be set. */
export function guarded<Planner, Capacity extends WorkersCapacity | StreamCapacity>(
  { guard, planner }: Guarded<Planner>,
  seen: Observation<Capacity> | Gap,
  now: number,
  rules: Rules<Planner, Capacity>,
): Planned<Guarded<Planner>, Capacity> {
  const looked = trusted(seen, lastTimeOn(guard, now), now);
  if ('untrusted' in looked) return blind({ guard, planner }, seen, looked.untrusted, rules);
  const { observation } = looked;
  const reshards = rules.observed(guard.reshards, sinceSeen(guard, now), observation);
  const planned = rules.plan(planner, observation, reshards);
  const { command, ...instead } = rules.lawful(planned.decision.command ?? {}, observation, reshards);
  return {
    state: {
      guard: { seenTime: observation.time, seenAt: now, reshards: command ? rules.asked(reshards, command) : reshards },
      planner: planned.state,
    },
    decision: { ...planned.decision, command, ...instead },
  };
}

/** Nothing changes; a planner learns that a period is missing. */
function blind<Planner, Capacity>(
  { guard, planner }: Guarded<Planner>,
  seen: Observation<Capacity> | Gap,
  why: string,
  rules: Rules<Planner, Capacity>,
): Planned<Guarded<Planner>, Capacity> {
  const decision: Decision<Capacity> = { reason: 'blind', detail: `the observation is not used: ${why}` };
  return {
    state: { guard, planner: isGap(seen) ? rules.plan(planner, seen, guard.reshards).state : planner },
    decision,
  };
}

/** A clock that went back starts the row of observations anew; otherwise it would wait for the old time to come. */
function lastTimeOn({ seenTime, seenAt }: GuardState, now: number): number | null {
  return seenAt !== null && now < seenAt ? null : seenTime;
}

function sinceSeen({ seenAt }: GuardState, now: number): number {
  return seenAt === null ? 0 : now - seenAt;
}

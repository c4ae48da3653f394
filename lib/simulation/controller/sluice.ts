import { type Capacity, regulate, startRegulation } from '../../control/regulation/regulate';
import type { PlannerSettings } from '../../control/regulation/settings';
import type { Controller } from './controller';

/** The regulator itself, with the state that it keeps between two invocations. */
export function sluice(settings: PlannerSettings): Controller<Capacity> {
  let state = startRegulation(settings);
  let why = '';
  return {
    decide(seen) {
      const { state: next, decision } = regulate(state, seen, settings, seen.time);
      state = next;
      why = `${decision.reason}: ${decision.detail}`;
      return decision.command;
    },
    get why() {
      return why;
    },
  };
}

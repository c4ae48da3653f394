import type { Capacity } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import type { Controller } from '../../lib/simulation/controller/controller';
import { type ControllerName, CONTROLLERS, startOf } from '../../lib/simulation/controller/controllers';
import { type Situation, variantOf } from '../../lib/simulation/plant/situation';
import type { RunResult } from '../../lib/simulation/run';
import { startFor, trial } from '../../lib/simulation/trial';
import { arrivalsOf, firstRateOf, type Trace } from './trace-set';
import { settingsOf } from './settings';

/** One trace with one seed in one situation. */
export interface Case {
  readonly trace: Trace;
  readonly variant: string;
  readonly seed: number;
  readonly settings: PlannerSettings;
  readonly situation: Situation;
  readonly rates: Float64Array;
  readonly arrivals: Float64Array;
  readonly firstRate: number;
  /** What suits the first rate. */
  readonly start: Capacity;
}

export function caseOf(trace: Trace, rates: Float64Array, { variant, seed }: { variant: string; seed: number }): Case {
  const situation = variantOf(variant, trace.durationSeconds);
  const settings = settingsOf(trace, situation);
  const firstRate = firstRateOf(rates);
  const start = startFor(settings, firstRate);
  return {
    trace,
    variant,
    seed,
    settings,
    situation,
    rates,
    arrivals: arrivalsOf(rates, trace, seed),
    firstRate,
    start,
  };
}

export function runCase(of: Case, name: ControllerName): RunResult<Capacity> {
  const { settings, arrivals } = of;
  return runWith(of, CONTROLLERS[name](settings, arrivals), startOf(name, settings, of));
}

export function runWith(of: Case, controller: Controller<Capacity>, start = of.start): RunResult<Capacity> {
  const { settings, situation, arrivals, seed } = of;
  return trial({ settings, situation, arrivals, start, seed, controller });
}

/** Changes of a knob against the direction of its change before, over all knobs. */
export function reversals({ changes }: RunResult<Capacity>): number {
  let count = 0;
  const directions = new Map<string, number>();
  for (const { from, to } of changes) {
    for (const [knob, units] of Object.entries(to)) {
      const direction = Math.sign(units - (from as unknown as Record<string, number>)[knob]);
      if (direction === 0) continue;
      if (directions.get(knob) === -direction) count += 1;
      directions.set(knob, direction);
    }
  }
  return count;
}

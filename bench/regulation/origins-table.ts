import type { Observation } from '../../lib/control/regulation/observation';
import type { Capacity } from '../../lib/control/regulation/regulate';
import type { Controller } from '../../lib/simulation/controller/controller';
import { sluice } from '../../lib/simulation/controller/sluice';
import { printTable } from '../measure/table';
import { type Case, caseOf, runWith } from './cases';
import type { Plan } from './results';
import { ratesOf, type Trace } from './trace-set';
import { settingsOf } from './settings';

/**
 * Where the cost above the optimum comes from, trace by trace: the regulator runs again with one difficulty less each time. Each
 * run is held against the optimum of its own load and situation, so the columns do not add up.
 */
export function printOriginsTable(plan: Plan): void {
  console.log(`Where the rest goes: ratio, and per cent late, of the regulator with one difficulty less each time (first seed)
- foreseen: it is told the arrivals of the period that begins when a command lands, instead of those of the one before
- no delay: metrics at once, commands in force a second later
- no noise, either: arrivals follow the curve exactly; what is left is headroom, whole units and, on streams, reshards`);
  const rows = plan.traces.map((trace) => rowOf(plan, trace));
  printTable(['trace', 'as it is', 'late %', 'foreseen', 'late %', 'no delay', 'late %', 'no noise', 'late %'], rows);
}

function rowOf(plan: Plan, trace: Trace): string[] {
  const asIs = caseOf(trace, ratesOf(plan.folder, trace), { variant: 'base', seed: plan.seeds[0] });
  const prompt = withoutDelay(asIs);
  const calm = { ...prompt, arrivals: prompt.rates };
  const cells = [
    cellsOf(plan, asIs, sluice(asIs.settings)),
    cellsOf(plan, asIs, foreseeing(asIs)),
    cellsOf(plan, prompt, sluice(prompt.settings)),
    cellsOf(plan, calm, sluice(calm.settings)),
  ];
  return [`${trace.kind} ${trace.name}`, ...cells.flat()];
}

function cellsOf({ optima }: Plan, one: Case, controller: Controller<Capacity>): string[] {
  const { cost, violation } = runWith(one, controller);
  return [(cost / optima.optimum(one).cost).toFixed(2), (100 * violation).toFixed(2)];
}

function withoutDelay(one: Case): Case {
  const situation = { ...one.situation, metricDelaySeconds: 0, actuationSeconds: 1, reshardSeconds: 1 };
  return { ...one, situation, settings: settingsOf(one.trace, situation) };
}

/** The regulator, shown arrivals that it could not know; all else is as it is. */
function foreseeing({ settings, situation, arrivals }: Case): Controller<Capacity> {
  const controller = sluice(settings);
  const ahead = situation.metricDelaySeconds + situation.actuationSeconds + settings.periodSeconds;
  return {
    decide(seen) {
      if ('missing' in seen) return controller.decide(seen);
      const from = Math.min(seen.time - settings.periodSeconds + ahead, arrivals.length - settings.periodSeconds);
      const coming = arrivals.subarray(from, from + settings.periodSeconds).reduce((sum, records) => sum + records, 0);
      return controller.decide({ ...seen, arrivals: coming } satisfies Observation<Capacity>);
    },
  };
}

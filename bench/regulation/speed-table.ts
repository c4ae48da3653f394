import type { Gap, Observation } from '../../lib/control/regulation/observation';
import { type Capacity, regulate, type RegulationState, startRegulation } from '../../lib/control/regulation/regulate';
import type { PlannerSettings } from '../../lib/control/regulation/settings';
import { sluice } from '../../lib/simulation/controller/sluice';
import { figure, printTable } from '../measure/table';
import { caseOf, runWith } from './cases';
import type { Plan } from './results';
import { ratesOf } from './trace-set';

const FLOWS = 200;
const ROUNDS = 5;

type Seen = Observation<Capacity> | Gap;

/** CPU time of a decision, with what the regulator was shown in a run of each kind. */
export function printSpeedTable(plan: Plan): void {
  console.log('A decision, in microseconds of CPU, and flows decided in a second of one core (aim: 10,000)');
  const rows = (['workers', 'stream'] as const).flatMap((kind) => {
    const trace = plan.traces.find((each) => each.kind === kind);
    if (!trace) return [];
    const one = caseOf(trace, ratesOf(plan.folder, trace), { variant: 'base', seed: plan.seeds[0] });
    const seen: Seen[] = [];
    const controller = sluice(one.settings);
    runWith(one, {
      decide(observation) {
        seen.push(observation);
        return controller.decide(observation);
      },
    });
    return [
      rowOf(
        `${kind}, state in memory`,
        microsOf(one.settings, seen, (state) => state),
      ),
      rowOf(
        `${kind}, state read and written as JSON`,
        microsOf(one.settings, seen, (state) => JSON.parse(JSON.stringify(state)) as RegulationState),
      ),
    ];
  });
  printTable(['decision', 'µs', 'flows a second'], rows);
}

function rowOf(name: string, micros: number): string[] {
  return [name, figure(micros), Math.floor(1e6 / micros).toLocaleString('en')];
}

/** The quickest of some rounds in which many flows take turns, each with a state of its own. */
function microsOf(
  settings: PlannerSettings,
  seen: readonly Seen[],
  kept: (state: RegulationState) => RegulationState,
): number {
  const periods = seen.slice(0, 300);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const states = Array.from({ length: FLOWS }, () => startRegulation(settings));
    const before = process.cpuUsage();
    for (const one of periods) {
      for (let flow = 0; flow < FLOWS; flow += 1) {
        states[flow] = kept(regulate(states[flow], one, settings, one.time).state);
      }
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / periods.length / FLOWS;
  });
  return Math.min(...rounds);
}

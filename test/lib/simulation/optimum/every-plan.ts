import type { Capacity } from '../../../../lib/control/regulation/regulate';
import type { Optimum } from '../../../../lib/simulation/optimum/optimum';
import type { Plant } from '../../../../lib/simulation/plant/plant';

interface Trial<Wanted> {
  readonly plant: () => Plant<Wanted>;
  readonly arrivals: Float64Array;
  readonly periodSeconds: number;
  readonly lagObjectiveSeconds: number;
  /** All that can be asked for. */
  readonly commands: readonly Wanted[];
}

/** The best of all sequences of commands, one a period from second 0 on, each tried on the plant itself. */
export function bestOfAll<Wanted extends Capacity>(trial: Trial<Wanted>): Optimum {
  const periods = Math.ceil(trial.arrivals.length / trial.periodSeconds);
  let best: Optimum = { cost: Infinity, violationSeconds: Infinity };
  for (let plan = 0; plan < trial.commands.length ** periods; plan += 1) {
    const tried = carriedOut(plan, trial);
    const earlier = tried.violationSeconds - best.violationSeconds;
    if (earlier < 0 || (earlier === 0 && tried.cost < best.cost)) best = tried;
  }
  return best;
}

/** The plan's digits, to the base of how many commands there are, are its commands. */
function carriedOut<Wanted>(plan: number, { plant: build, arrivals, commands, ...trial }: Trial<Wanted>): Optimum {
  const plant = build();
  let rest = plan;
  let cost = 0;
  let violationSeconds = 0;
  arrivals.forEach((records, second) => {
    if (second % trial.periodSeconds === 0) {
      plant.command(commands[rest % commands.length]);
      rest = Math.floor(rest / commands.length);
    }
    plant.step(records);
    cost += plant.costOfSecond;
    if (plant.oldestAgeSeconds > trial.lagObjectiveSeconds) violationSeconds += 1;
  });
  return { cost, violationSeconds };
}

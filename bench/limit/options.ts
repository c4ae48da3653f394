import { parseArgs } from 'node:util';
import { randomScenario } from './random-scenario';
import type { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';

export interface Options {
  readonly seeds: readonly number[];
  readonly scenarios: readonly Scenario[];
}

/** `--random N --from SEED` draws targets by chance, `--most N` bounds the calls at a time, `--only NAME` picks by name. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: '1,2,3' },
      random: { type: 'string', default: '0' },
      from: { type: 'string', default: '1000' },
      most: { type: 'string', default: '1000' },
      only: { type: 'string', default: '' },
    },
  });
  const seeds = values.seeds.split(',').map(Number);
  const [random, from, most] = [values.random, values.from, values.most].map(Number);
  if (![...seeds, random, from, most].every(Number.isInteger)) throw new RangeError('options are whole numbers');
  const all = random > 0 ? Array.from({ length: random }, (_, i) => randomScenario(from + i)) : SCENARIOS;
  const scenarios = all.filter(({ name }) => name.includes(values.only)).map((each) => bounded(each, most));
  return { seeds, scenarios };
}

/** A limiter that knows the target keeps to the bound too. */
function bounded(scenario: Scenario, maxConcurrency: number): Scenario {
  return {
    ...scenario,
    bounds: { ...scenario.bounds, maxConcurrency },
    knowing: (now) => {
      const { concurrency, chunk } = scenario.knowing(now);
      return { concurrency: Math.min(maxConcurrency, concurrency), chunk };
    },
  };
}

import { parseArgs } from 'node:util';

export interface Options {
  /** Folder with a manifest.json and the files that it names. */
  readonly traces: string;
  readonly seeds: readonly number[];
  /** All tables; without it the base situation only. */
  readonly full: boolean;
  readonly out: string;
}

/** Paths are relative to where the benchmark is started from: the root of the project. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      traces: { type: 'string', default: 'bench/regulation/traces' },
      seeds: { type: 'string', default: '1,2,3' },
      full: { type: 'boolean', default: false },
      out: { type: 'string', default: 'bench/regulation/out' },
    },
  });
  const seeds = values.seeds.split(',').map(Number);
  if (!seeds.every(Number.isInteger)) throw new RangeError(`--seeds must be whole numbers, got '${values.seeds}'`);
  return { traces: values.traces, seeds, full: values.full, out: values.out };
}

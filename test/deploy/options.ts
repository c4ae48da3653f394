import { parseArgs } from 'node:util';

export const USAGE = `npm run test:deploy [-- options]

Deploys pipelines with the real CDK CLI to the local AWS, injects faults, and counts at the sinks and in the bucket.

  --only 10,12    play these scenarios only
  --list          name all scenarios`;

export interface Options {
  /** Scenarios to play; all if it is empty. */
  readonly only: readonly string[];
  readonly list: boolean;
  readonly help: boolean;
}

export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, only: values.only.split(',').filter(Boolean) };
}

import { parseArgs } from 'node:util';

export type SourceKind = 'queue' | 'stream';

export interface DemoOptions {
  readonly sources: readonly SourceKind[];
  readonly chaos: boolean;
  readonly keep: boolean;
  /** Another emulator that is running already. */
  readonly endpoint?: string;
  /** Seconds over which the quarter of the trace is played in which the targets fail. */
  readonly seconds: number;
  /** Rows of the trace to send. */
  readonly rows: number;
  /** Rows that the first consumer cannot read. */
  readonly poison: number;
}

export const USAGE = `npm run demo -- [options]

  --source queue|stream|both   pipelines to drive (default both)
  --chaos                      kill all worker processes in the middle of work, again and again
  --keep                       leave the local AWS up at the end
  --endpoint URL               use an emulator that is running already
  --seconds N                  play the quarter of the trace in which targets fail in N seconds, 10 to 3600 (default 60)
  --rows N                     send the first N rows of the trace, 1000 to 19366 (default all)
  --poison N                   rows that the consumer cannot read, 1 to 200 (default 20)`;

/** A wrong option: said in one line, with what is allowed. */
export class UsageError extends Error {
  public readonly code = 'DEMO_USAGE';
}

export function parseOptions(argv: readonly string[]): DemoOptions {
  const { values } = readArgs(argv);
  if (values.chaos && values.endpoint) {
    throw new UsageError(
      '--chaos must be left out with --endpoint: only the local AWS that the demo starts has workers to kill',
    );
  }
  return {
    sources: sourcesOf(values.source),
    chaos: values.chaos,
    keep: values.keep,
    endpoint: values.endpoint && urlOf(values.endpoint),
    seconds: wholeNumber('seconds', values.seconds, 10, 3_600),
    rows: wholeNumber('rows', values.rows, 1_000, 19_366),
    poison: wholeNumber('poison', values.poison, 1, 200),
  };
}

function readArgs(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        source: { type: 'string', default: 'both' },
        chaos: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        endpoint: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        rows: { type: 'string', default: '19366' },
        poison: { type: 'string', default: '20' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function sourcesOf(text: string): SourceKind[] {
  if (text === 'both') return ['queue', 'stream'];
  if (text === 'queue' || text === 'stream') return [text];
  throw new UsageError(`--source must be queue, stream or both, got '${text}'`);
}

function wholeNumber(name: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new UsageError(`--${name} must be a whole number from ${from} to ${to}, got '${text}'`);
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--endpoint must be an http URL such as http://127.0.0.1:4566, got '${text}'`);
}

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SCENARIOS } from './catalogue';
import { printFailures, printFaults, printTallies } from './print';
import { type Span, tally, type Tally } from './tally';

const USAGE = `npm run test:faults [-- --seeds 200 --from 0 --scenario 'a part of its name']

Every scenario with every seed, on all processors. A seed that fails is printed, with the command that runs it alone.`;

/** Seeds of one piece of work: small enough that no processor waits for another. */
const PIECE = 25;

if (process.send) work();
else void lead().then((code) => (process.exitCode = code));

/** Hands pieces of work to one process a processor; 1 where a run failed. */
async function lead(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '0' },
      scenario: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  const names = SCENARIOS.map(({ name }) => name).filter((name) => name.includes(values.scenario));
  if (names.length === 0 || !(seeds > 0) || !(from >= 0)) {
    console.error(
      `nothing to run: --scenario '${values.scenario}' --seeds ${values.seeds} --from ${values.from}\n\n${USAGE}`,
    );
    return 2;
  }
  const spans = names.flatMap((scenario) => piecesOf(scenario, from, from + seeds));
  const tallies = await runAll(spans);
  printTallies(names, tallies);
  printFaults(tallies);
  return printFailures(tallies) ? 1 : 0;
}

function piecesOf(scenario: string, from: number, to: number): Span[] {
  const starts = Array.from({ length: Math.ceil((to - from) / PIECE) }, (_, piece) => from + piece * PIECE);
  return starts.map((start) => ({ scenario, from: start, to: Math.min(to, start + PIECE) }));
}

async function runAll(spans: readonly Span[]): Promise<Tally[]> {
  const queue = spans.values();
  const tallies: Tally[] = [];
  const worker = async (): Promise<void> => {
    const child = fork(process.argv[1]);
    for (const span of queue) tallies.push(await ask(child, span));
    child.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), spans.length) }, worker));
  return tallies;
}

function ask(child: ChildProcess, span: Span): Promise<Tally> {
  return new Promise((answered, failed) => {
    const died = (code: number | null): void =>
      failed(new Error(`a worker ended with ${code} at ${JSON.stringify(span)}`));
    child.once('exit', died);
    child.once('message', (answer) => {
      child.off('exit', died);
      answered(answer as Tally);
    });
    child.send(span);
  });
}

function work(): void {
  process.on('message', (span: Span) => {
    void tally(span, () => false).then((answer) => process.send!(answer));
  });
}

import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Candidate, median, prepare } from './cpu';

/** Groups of candidates to compare, by name; each is built where it is measured. */
export type Suites = Readonly<Record<string, () => readonly Candidate[] | Promise<readonly Candidate[]>>>;

/** Median CPU microseconds of one run, by candidate. */
export type Medians = ReadonlyMap<string, number>;

const ROUNDS = 21;

/** Print `report` in the process that was started, or be one of the workers that it forks. */
export async function main(suites: Suites, report: () => Promise<void>): Promise<void> {
  const [, , suite, name] = process.argv;
  if (suite === undefined) return report();
  const candidate = (await suites[suite]()).find((one) => one.name === name)!;
  const sample = await prepare(candidate);
  process.on('message', () => void sample().then((micros) => process.send!(micros)));
  process.send!('ready');
}

/**
 * Each candidate runs in a process of its own, as a handler does, so that none spoils the compiled code or the heap of
 * another. They take turns sample by sample, each round in another order, so that the machine's noise hits all alike.
 */
export async function compare(suites: Suites, suite: string): Promise<Medians> {
  const names = (await suites[suite]()).map(({ name }) => name);
  const workers: ChildProcess[] = [];
  for (const name of names) workers.push(await start(suite, name));
  const samples = names.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const index = (turn + round) % names.length;
      samples[index].push(await ask(workers[index]));
    }
  }
  for (const worker of workers) worker.disconnect();
  return new Map(names.map((name, index) => [name, median(samples[index])]));
}

async function start(suite: string, name: string): Promise<ChildProcess> {
  const worker = fork(process.argv[1], [suite, name]);
  await answer(worker);
  return worker;
}

function ask(worker: ChildProcess): Promise<number> {
  worker.send('sample');
  return answer(worker) as Promise<number>;
}

/** The worker's next message; one that dies ends the benchmark. */
async function answer(worker: ChildProcess): Promise<unknown> {
  const died = new AbortController();
  const exit = once(worker, 'exit', { signal: died.signal }).then(([code]) => {
    throw new Error(`a worker ended with exit code ${code}`);
  });
  const [message] = (await Promise.race([once(worker, 'message'), exit])) as [unknown];
  died.abort();
  exit.catch(() => undefined);
  return message;
}

import { median } from '../measure/cpu';
import { compare, main, type Suites } from '../measure/suites';
import { figure, printTable, ratio } from '../measure/table';
import { candidates, NAMES, store } from './candidates';
import { ENGINE, type Engine, serve, withEngine } from './engine';

const SIZES = [10, 100, 1_000, 5_000];

/** What the workers that are forked for a suite need to know. */
const VARIABLE = 'SLUICE_BENCH_REPLAY';

interface Stored {
  readonly engine: Engine;
  readonly keys: Readonly<Record<number, string>>;
}

const stored = (): Stored => JSON.parse(process.env[VARIABLE]!) as Stored;
const ofSize = (size: number) => candidates(stored().engine, stored().keys[size]);

const suites: Suites = Object.fromEntries(SIZES.map((size) => [`${size} records`, () => ofSize(size)]));

if (process.argv[2] === ENGINE) await serve();
else await main(suites, () => withEngine(report));

async function report(engine: Engine): Promise<void> {
  const keys: Record<number, string> = {};
  for (const size of SIZES) keys[size] = await store(engine, size);
  process.env[VARIABLE] = JSON.stringify({ engine, keys } satisfies Stored);
  console.log(`Replay of an object of the archive: S3 (fauxqs) and an HTTP target on this machine, each way with the same clients.
Sluice also claims the object, checks each line's checksum and the object's count, and delivers by breaker, limit and poison rule;
its table is in memory. CPU: of the worker, medians. Throughput: by the clock, one object after the other, medians of turns.
`);
  const rows: string[][] = [];
  for (const size of SIZES) {
    const cpu = await compare(suites, `${size} records`);
    const [bare, sluice] = await wallMillis(size);
    rows.push([
      `${size.toLocaleString('en')} records`,
      ...[NAMES.bare, NAMES.sluice].map((name) => figure(cpu.get(name)! / size)),
      ratio(cpu.get(NAMES.sluice)!, cpu.get(NAMES.bare)!),
      ...[bare, sluice].map((millis) => Math.round((size / millis) * 1_000).toLocaleString('en')),
      ratio(bare, sluice),
    ]);
  }
  printTable(
    ['an object of', 'bare, µs CPU a record', 'Sluice', 'cost', 'bare, records/s', 'Sluice', 'throughput'],
    rows,
  );
}

/** Milliseconds of an object, of each candidate: they take turns. */
async function wallMillis(size: number): Promise<number[]> {
  const all = ofSize(size);
  const times = Math.ceil(20_000 / (size + 500));
  const samples = all.map((): number[] => []);
  for (let round = 0; round < 21; round++) {
    for (let turn = 0; turn < all.length; turn++) {
      const index = (turn + round) % all.length;
      const begin = performance.now();
      await all[index].run(times);
      samples[index].push((performance.now() - begin) / times);
    }
  }
  return samples.map((each) => median(each.slice(1)));
}

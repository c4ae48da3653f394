import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { median } from '../measure/cpu';
import { figure, printTable, ratio } from '../measure/table';
import { layOut, Program } from './programs';
import { loadMicros } from './probe';

const ROUNDS = 15;

const { folder, programs } = layOut();
try {
  printSizes();
  printTimes();
} finally {
  rmSync(folder, { recursive: true });
}

function printSizes(): void {
  const paths = ['failover', 'replay'].flatMap((name) =>
    readdirSync(`dist/assets/${name}`).map((file) => `dist/assets/${name}/${file}`),
  );
  const rows = paths.map((path) => [
    path,
    statSync(path).size.toLocaleString('en'),
    gzipSync(readFileSync(path)).length.toLocaleString('en'),
  ]);
  printTable(['handler as deployed, without SDK', 'bytes', 'gzip'], rows);
}

function printTimes(): void {
  console.log(`CPU milliseconds to load (user + system, all threads), medians of ${ROUNDS} new processes each, Node's own start excluded.
The failover handlers create their clients as they do at a cold start; nothing is called. In the rows without SDK, @aws-sdk/* are
empty modules.
`);
  const samples = programs.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    // Each round in another order, so that the machine's noise hits all alike.
    programs.forEach((_, turn) => {
      const index = (turn + round) % programs.length;
      samples[index].push(loadMicros(programs[index]));
    });
  }
  const millis = new Map(programs.map((program, index) => [program, median(samples[index]) / 1_000]));
  const base = millis.get(programs.find(({ isBase }) => isBase)!)!;
  const row = (program: Program): string[] => {
    const time = millis.get(program)!;
    return [program.name, figure(time), ratio(time, base)];
  };
  printTable(['load time', 'ms', '× one client'], programs.map(row));
}

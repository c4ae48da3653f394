import { parseArgs } from 'node:util';
import { fuzz, type FuzzCount } from '../../lib/simulation/fuzz/fuzz';

const { values } = parseArgs({
  options: { sequences: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const sequences = Number(values.sequences);
const seed = Number(values.seed);
const PORTION = 50_000;

console.log(`Fuzz of the regulator: ${sequences.toLocaleString('en')} sequences of observations, seeds from ${seed}. Metrics are missing, absurd, stale
or of the future, the clock jumps, others reshard, changes land late; what is in force is told truly, or not at all. No command
may be one that AWS refuses, and none may leave the limits.
`);
const parts: FuzzCount[] = [];
for (let first = 0; first < sequences; first += PORTION) {
  parts.push(fuzz(Math.min(PORTION, sequences - first), seed + first));
  console.log(line(parts));
}
const refused = parts.flatMap((part) => part.refused);
for (const each of refused.slice(0, 20)) console.log(`refused: ${each.refusal}, seed ${each.seed}`);
if (refused.length > 0) process.exitCode = 1;

function line(all: readonly FuzzCount[]): string {
  const sum = (of: (part: FuzzCount) => number): string =>
    all.reduce((total, part) => total + of(part), 0).toLocaleString('en');
  return [
    `${sum((part) => part.sequences)} sequences`,
    `${sum((part) => part.observations)} observations`,
    `${sum((part) => part.commands)} commands`,
    `${sum((part) => part.refused.length)} refused`,
    `${sum((part) => part.spentByOthers.length)} over a quota that others spent unseen`,
  ].join(', ');
}

import { parseArgs } from 'node:util';
import { printBaseShares, printBrownOuts, printCalm, printOutages } from './tables';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    trials: { type: 'string', default: '1001' },
    calls: { type: 'string', default: '10000000' },
  },
});
const [trials, calls] = [Number(values.trials), Number(values.calls)];

console.log(`Detection: how many calls a breaker takes to open when its target is in trouble, and how often it opens when it is not.

A breaker sees 500 usual calls and then the trouble; medians of ${trials} trials, 'never' where it is still closed after 2,000 calls.
No breaker is told what is usual. False opens are counted on ${calls.toLocaleString('en')} calls; what opens begins anew. Calls take 100 ms at the
median unless said, lognormal with σ 0.3. The clock is the benchmark's: the peers see 50 calls a second; the handler one call
after the other, and it tries again by itself. Peers have their defaults, or the first example of their documentation; opossum also
its timeout of 10 s, which is applied to the time that a call is said to take.
`);
for (const seed of values.seeds.split(',').map(Number)) {
  console.log(`Seed ${seed}\n`);
  const extent = { seed, trials, calls };
  await printOutages(extent);
  await printBaseShares(extent);
  await printBrownOuts(extent);
  await printCalm(extent);
}

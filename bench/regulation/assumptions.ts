import { BASE } from '../../lib/simulation/plant/situation';
import type { Plan } from './results';

/** What every table below rests on. */
export function printAssumptions({ folder, traces, seeds }: Plan): void {
  const { periodSeconds, metricDelaySeconds, actuationSeconds, reshardSeconds } = BASE;
  console.log(`Regulation: ${traces.length} traces of ${folder}, seeds ${seeds.join(', ')}. A simulation, which assumes:

- Steps of a second, records as a fluid in one line, first in, first out; late is a second with an oldest record older than 60 s.
- Base situation: metrics each ${periodSeconds} s, ${metricDelaySeconds} s late; workers and factors in force ${actuationSeconds} s after the command, reshards after ${reshardSeconds} s.
  Workers leave at once. Capacity in force and under way are told as of now. A run begins with what suits its first minute at 80 %.
- A shard accepts 1,000 records/s, the rest waits at the producers; it is read by as many consumers as its factor, 1 to 10.
  Refused as AWS does: more than the double or less than half the shards, an 11th reshard in 24 h, a change while one is under way.
- Every unit works at its own rate, up to 10 % off what it is said to do. Arrivals are compound Poisson around the curve, by seed.
- Cost: worker-hours; shard-hours and a tenth of consumer-hours. Ratio: beside a plan that knows all arrivals, has the fewest
  seconds late, and then the least cost. It is the optimum for workers. For streams it was let off the wait between two changes
  of the factor, and of a run of 48 h each day has ten reshards: it costs no more than what could be done.
- The rules are re-implemented from what is documented of them, scale workers or shards by arrivals beside capacity, and read a
  shard with as many consumers as it takes; they know the double and half, not the daily quota. Fixed peak begins with the peak.
`);
}

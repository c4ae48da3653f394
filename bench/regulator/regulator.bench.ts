import { createRegulator } from '../../lambda/scaling/scaling';
import { REAL_TIME } from '../../lambda/scaling/time-scale';
import type { regulate } from '../../lib/control/regulation/regulate';
import type { Candidate } from '../measure/cpu';
import { compare, main, type Suites } from '../measure/suites';
import { figure, printTable } from '../measure/table';
import { memoryHost, type Plant } from './memory-host';

/** As many as are read in one pass. */
const FLOWS = 400;

/** Doubles and more from one minute to the next: every flow is looked at in every tick. */
const pressed: Plant = { flows: FLOWS, waiting: (minute) => (minute % 2 === 0 ? 10 : 1_000) };
const calm: Plant = { flows: FLOWS, waiting: () => 10 };

/** Takes any state, and wants nothing: what is left is the handler itself. */
const undecided: typeof regulate = (state) => ({ state, decision: { reason: 'rising', detail: 'nothing is decided' } });

/** A calm flow is looked at in every fifth tick. */
const TICKS = 5;

/** One run is so many ticks of all flows. */
function candidate(name: string, plant: Plant, decide = REAL_TIME.regulate): Candidate {
  const { host, pass } = memoryHost(plant);
  const tick = createRegulator(host, { regulator: 'r' }, { ...REAL_TIME, regulate: decide });
  return {
    name,
    run: async (times) => {
      for (let i = 0; i < times * TICKS; i++) {
        pass();
        await tick(() => 60_000);
      }
    },
  };
}

const ROWS = {
  pressed: 'a look at each flow: six metrics, decision, record',
  undecided: 'the same without the planner',
  calm: 'calm flows: a look every five minutes',
} as const;

const suites: Suites = {
  tick: () => [
    candidate(ROWS.pressed, pressed),
    candidate(ROWS.undecided, pressed, undecided),
    candidate(ROWS.calm, calm),
  ],
};

await main(suites, async () => {
  console.log(`Regulator's handler: CPU of a tick of ${FLOWS.toLocaleString('en')} flows, without network and SDK\n`);
  const medians = await compare(suites, 'tick');
  const rows = [...medians].map(([name, micros]) => {
    const each = micros / FLOWS / TICKS;
    return [name, figure(each), `${figure((each * 10_000) / 1e6)} s`];
  });
  printTable(['', 'µs a flow', '10,000 flows'], rows);
});

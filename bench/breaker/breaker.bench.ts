import { compare, main, Medians, Suites } from '../measure/suites';
import { figure, printTable, ratio } from '../measure/table';
import { closedCandidates, NAMES, openCandidates } from './candidates';

const SUITES: Suites = { closed: closedCandidates, open: openCandidates };

await main(SUITES, async () => {
  console.log(`Circuit breakers: CPU microseconds per call (user + system, all threads), medians.

The call is an async function that returns at once. SharedBreaker is the handler's own: it reads its item from a table, here in
memory, every 100 ms, and needs a reading of the clock to know when. So does a caller that times its calls, as the handler
does: hence the second base. To a closed breaker the handler reports failures only. The open peers reject with an error, which
is caught; Sluice says where to go instead. Opossum's timeout is off; the others have none.
`);
  print('closed: every call goes through', await compare(SUITES, 'closed'), [NAMES.bare, NAMES.timed]);
  print('open: no call is made', await compare(SUITES, 'open'), [NAMES.shared]);
});

function print(title: string, medians: Medians, bases: readonly string[]): void {
  const rows = [...medians].map(([name, micros]) => [
    name,
    figure(micros),
    ...bases.map((base) => ratio(micros, medians.get(base)!)),
  ]);
  printTable([title, 'µs per call', ...bases.map((base) => `beside ${base}`)], rows);
}

import { CLOSED, route } from '../../lib/control/breaker';
import type { Candidate } from '../measure/cpu';
import { COCKATIEL, cockatiel, OPEN, openCockatiel, opossum, handlerBreaker, work } from './breakers';
import { calledBehind, counted, divertedBy, reportedBehind, timed } from './loops';

export const NAMES = {
  bare: 'bare: await work()',
  timed: 'bare: Date.now(), await work()',
  wrapped: 'bare: await an async function that awaits work()',
  pure: 'Sluice: pure route(state, now), now = Date.now()',
  shared: 'Sluice: SharedBreaker.route(now), now = Date.now()',
  reported: 'Sluice: the same, and report() of each success',
  consecutive: 'cockatiel: ConsecutiveBreaker, execute()',
  count: 'cockatiel: CountBreaker, execute()',
  opossum: 'opossum: fire()',
} as const;

/** The target is healthy: `work` is called every time. */
export async function closedCandidates(): Promise<Candidate[]> {
  const [shared, reported] = [await handlerBreaker(CLOSED), await handlerBreaker(CLOSED)];
  const [consecutive, count] = [cockatiel(COCKATIEL.consecutive()), cockatiel(COCKATIEL.count())];
  const breaker = opossum();
  return [
    { name: NAMES.bare, run: (times) => counted(times, work) },
    { name: NAMES.timed, run: timed },
    { name: NAMES.wrapped, run: (times) => counted(times, async () => await work()) },
    { name: NAMES.pure, run: (times) => counted(times, () => (route(CLOSED, Date.now()) === 'pass' ? work() : 0)) },
    { name: NAMES.shared, run: (times) => calledBehind(shared, times) },
    { name: NAMES.reported, run: (times) => reportedBehind(reported, times) },
    { name: NAMES.consecutive, run: (times) => counted(times, () => consecutive.execute(work)) },
    { name: NAMES.count, run: (times) => counted(times, () => count.execute(work)) },
    { name: NAMES.opossum, run: (times) => counted(times, () => breaker.fire()) },
  ];
}

/** The target is down: no call is made. What a peer throws is caught, as its user must. */
export async function openCandidates(): Promise<Candidate[]> {
  const shared = await handlerBreaker(OPEN);
  const [consecutive, count] = [await openCockatiel(COCKATIEL.consecutive()), await openCockatiel(COCKATIEL.count())];
  const breaker = opossum();
  breaker.open();
  const refused = (): number => 0;
  return [
    { name: NAMES.pure, run: (times) => divertedBy(() => route(OPEN, Date.now()), times) },
    { name: NAMES.shared, run: (times) => divertedBy(() => shared.route(Date.now()), times) },
    { name: NAMES.consecutive, run: (times) => counted(times, () => consecutive.execute(work).catch(refused)) },
    { name: NAMES.count, run: (times) => counted(times, () => count.execute(work).catch(refused)) },
    { name: NAMES.opossum, run: (times) => counted(times, () => breaker.fire().catch(refused)) },
  ];
}

import type { Route } from '../../lib/control/breaker';
import type { SharedBreaker } from '../../lambda/failover/shared-breaker';
import { work } from './breakers';

/** So many calls, one after the other. The sum is returned so that no call can be optimised away. */
export async function counted(times: number, call: () => number | Promise<number>): Promise<number> {
  let done = 0;
  for (let i = 0; i < times; i++) done += await call();
  return done;
}

/** Calls whose start is noted: what the handler does to know a target's response time. */
export async function timed(times: number): Promise<number> {
  let done = 0;
  for (let i = 0; i < times; i++) {
    done += Date.now();
    done += await work();
  }
  return done;
}

/** Calls with leave, as the handler makes them: it waits for a route only where the table has to be read. */
export async function calledBehind(breaker: SharedBreaker, times: number): Promise<number> {
  let done = 0;
  for (let i = 0; i < times; i++) {
    const way = breaker.route(Date.now());
    if ((typeof way === 'string' ? way : await way) === 'pass') done += await work();
  }
  return done;
}

/** The handler leaves this out: a success says nothing new to a closed breaker. */
export async function reportedBehind(breaker: SharedBreaker, times: number): Promise<number> {
  let done = 0;
  for (let i = 0; i < times; i++) {
    const way = breaker.route(Date.now());
    if ((typeof way === 'string' ? way : await way) !== 'pass') continue;
    done += await work();
    await breaker.report({ kind: 'succeeded', holder: 'bench' });
  }
  return done;
}

/** Calls that must not be made. */
export async function divertedBy(route: () => Route | Promise<Route>, times: number): Promise<number> {
  let diverted = 0;
  for (let i = 0; i < times; i++) {
    const way = route();
    if ((typeof way === 'string' ? way : await way) === 'divert') diverted++;
  }
  if (diverted < times) throw new Error('the breaker is not open');
  return diverted;
}

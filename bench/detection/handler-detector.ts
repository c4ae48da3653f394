import { createCourier } from '../../lambda/failover/courier';
import { ACCEPTED, failed } from '../../lambda/failover/delivery';
import type { Clock } from '../../lambda/failover/host';
import type { NativeRecord } from '../../lambda/failover/records';
import { sharedBreaker } from '../../lambda/failover/shared-breaker';
import { seededRandom } from '../../lib/simulation/random';
import { memoryState } from '../handler/memory-host';
import { SETTINGS } from '../handler/settings';
import { CLOCK } from './clock';
import type { Detector } from './detectors';
import type { Flow } from './flows';

const OUTAGE = failed('outage', '503', 'service unavailable');
const RECORD = { messageId: '1', body: '{}' } as NativeRecord;
const BUDGET_MILLIS = 60_000;

/** As the handler has them where there is a fallback. */
const MANNERS = { patienceMillis: 600, slowCallMillis: 5_000, failuresToOpen: SETTINGS.breaker.failuresToOpen };

/** The handler's own way to a target, one record at a time; after a failed call it tries again by itself. */
export function handlerDetector(): Detector {
  const chance = seededRandom(1);
  const clock: Clock = {
    now: () => CLOCK.millis,
    random: () => chance.next(),
    sleep: async (millis) => CLOCK.pass(millis),
  };
  const breaker = sharedBreaker(memoryState(), 'breaker', SETTINGS.breaker, clock);
  let flow: Flow;
  let calls = 0;
  const target = {
    maxRecords: 1,
    deliver: async () => {
      calls += 1;
      const call = flow();
      CLOCK.pass(call.millis);
      return call.failed ? OUTAGE : ACCEPTED;
    },
  };
  const courier = createCourier(target, breaker, clock, MANNERS);
  return {
    async call(next) {
      flow = next;
      const before = calls;
      await courier.deliver([RECORD], () => BUDGET_MILLIS);
      return calls - before;
    },
    get isOpen() {
      return breaker.isOpen;
    },
  };
}

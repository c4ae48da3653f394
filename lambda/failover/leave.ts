import type { BreakerEvent } from '../../lib/control/breaker';
import { failuresToTell } from '../../lib/control/detection/failures';
import type { Courier } from './courier';
import type { News } from './delivery';
import type { Clock } from './host';
import type { Budget } from './trip';

/** Leave to call: freely, with the one permit, or not at all. */
export type Admission = 'free' | 'permit' | 'refused';

/** What an errand has to do with the breaker of its target. */
export interface Leave {
  /** Wait for leave to call; who holds the permit has it. */
  ask(): Promise<Admission>;
  /**
   * Tell the breaker what it must know of a call. The failure of one record alone is kept back, and the permit with it, until
   * another record shows whose fault it is.
   */
  tell(news: News, admission: Admission): Promise<void>;
  /** A permit is not kept longer than the errand takes. */
  handBack(): Promise<void>;
}

export interface Terms {
  /** Names the errand where it holds the permit. */
  readonly holder: string;
  /** How long to wait for another environment's verdict on a suspect target. */
  readonly patienceMillis: number;
  readonly budget: Budget;
}

/** Pause between two looks at a breaker whose permit somebody else holds. */
const POLL_MILLIS = 40;

export function createLeave(courier: Courier, clock: Clock, { holder, patienceMillis, budget }: Terms): Leave {
  const { breaker } = courier;
  /** Failed calls on single records that the breaker has not been told of. */
  let deferred = 0;
  let keptPermit = false;

  const report = (kind: BreakerEvent['kind'], failed = 0): Promise<unknown> =>
    breaker.report({
      kind,
      holder,
      random: clock.random(),
      calls: courier.isDown ? Infinity : 1 + failed,
      enough: failuresToTell(courier.health),
      cleared: failed > 0,
    });
  const reportAll = (kind: BreakerEvent['kind']): Promise<unknown> => {
    const failed = deferred;
    deferred = 0;
    keptPermit = false;
    return report(kind, failed);
  };

  return {
    async ask() {
      const start = clock.now();
      for (let now = start; ; now = clock.now()) {
        const way = breaker.route(now);
        const route = typeof way === 'string' ? way : await way;
        if (route === 'ask' && !breaker.isHeldBy(holder)) await breaker.report({ kind: 'asked', holder });
        if (breaker.isHeldBy(holder)) return 'permit';
        if (route === 'pass') return 'free';
        if (route === 'divert') return 'refused';
        if (clock.now() >= start + patienceMillis || budget() === 0) return 'refused';
        await clock.sleep(POLL_MILLIS * (1 + clock.random()));
      }
    },
    async tell(news, admission) {
      if (news === 'deferred') {
        deferred = 1;
        keptPermit = admission === 'permit';
        if (!keptPermit) await report('doubted');
      } else if (news === 'failed' || news === 'doubted' || admission === 'permit') {
        await reportAll(news);
      }
    },
    async handBack() {
      if (keptPermit) await reportAll('released');
    },
  };
}

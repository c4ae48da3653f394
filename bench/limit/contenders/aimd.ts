import { initialLimit, nextLimit } from '../../../lib/control/limit';
import type { Contender } from '../trial';

/** The handler's own limit. Its objective is the scenario's, where that has one: else it would notice nothing below 5 s. */
export const AIMD: Contender = ({ bounds }) => {
  let limit = initialLimit(bounds);
  return {
    get concurrency(): number {
      return limit.concurrency;
    },
    get chunk(): number {
      return limit.chunk;
    },
    seen(call): void {
      limit = nextLimit(limit, call, bounds);
    },
  };
};

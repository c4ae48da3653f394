import { initialFound, nextFound } from '../search/chunked';
import type { Contender } from '../trial';

/** The search by probes. */
export const SEARCH: Contender = ({ bounds }) => {
  let found = initialFound(bounds);
  return {
    get concurrency(): number {
      return found.concurrency;
    },
    get chunk(): number {
      return found.chunk;
    },
    seen(call): void {
      found = nextFound(found, call, bounds);
    },
  };
};

import type { ReplayItem } from '../../lib/contract/replay';
import type { Clock } from '../failover/host';
import type { TimeLeft } from '../failover/time-left';
import type { Pace } from './pace';

/** Of the rate of a replay, in records a second, each of the concurrent workers has its share. */
export function paced(
  { rate, concurrency }: Pick<ReplayItem, 'rate' | 'concurrency'>,
  clock: Clock,
  timeLeft: TimeLeft,
): Pace {
  const share = rate / Math.max(1, concurrency || 1);
  let due = clock.now();
  return {
    /** The share of one second. */
    *portionsOf(records) {
      const size = Math.max(1, Math.floor(Math.min(share, records.length)));
      for (let i = 0; i < records.length; i += size) yield records.slice(i, i + size);
    },
    /** As long as the share asks for, but not past the time that is left: what then remains is for the next replay. */
    async after(records) {
      due += (records * 1_000) / share;
      const wait = Math.min(due - clock.now(), timeLeft());
      if (wait > 0) await clock.sleep(wait);
    },
  };
}

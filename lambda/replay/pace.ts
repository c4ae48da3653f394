import type { ReplayItem } from '../../lib/contract/replay';
import type { Clock } from '../failover/host';
import type { NativeRecord } from '../failover/records';
import type { TimeLeft } from '../failover/time-left';

/** How fast one worker may go: of the rate, each of the concurrent workers has its share. */
export class Pace {
  /** Records a second. */
  readonly #share: number;
  readonly #clock: Clock;
  readonly #timeLeft: TimeLeft;
  #due: number;

  constructor({ rate, concurrency }: Pick<ReplayItem, 'rate' | 'concurrency'>, clock: Clock, timeLeft: TimeLeft) {
    this.#share = rate > 0 ? rate / Math.max(1, concurrency || 1) : Infinity;
    this.#clock = clock;
    this.#timeLeft = timeLeft;
    this.#due = clock.now();
  }

  /** What may go at once: the share of one second. */
  public *portionsOf(records: readonly NativeRecord[]): Generator<readonly NativeRecord[]> {
    const size = Math.max(1, Math.floor(Math.min(this.#share, records.length)));
    for (let i = 0; i < records.length; i += size) yield records.slice(i, i + size);
  }

  /** Wait as long as the share asks for, but not past the time that is left: what then remains is for the next replay. */
  public async after(records: number): Promise<void> {
    this.#due += (records * 1_000) / this.#share;
    const wait = Math.min(this.#due - this.#clock.now(), this.#timeLeft());
    if (wait > 0) await this.#clock.sleep(wait);
  }
}

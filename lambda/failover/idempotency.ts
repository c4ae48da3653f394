import { deliveryKey } from '../../lib/contract/state';
import type { HandlerSettings } from '../../lib/contract/settings';
import type { Routed } from './dispatch';
import type { Guard, Host } from './host';
import { eachOf } from './lake-writer';
import { NativeRecord, recordId } from './records';

/** Pause between two looks at records that somebody else is delivering. */
const POLL_MILLIS = 200;

/** A claim outlives the calls of its holder by the time to store and mark, ten seconds at most, and two of clocks that differ. */
const MARGIN_MILLIS = 12_000;

const DONE = 'done';

/** What the table says of a record: `mine` to deliver, with the version of the claim; none where the table is away. */
type Standing = { readonly kind: 'mine'; readonly version?: number } | { readonly kind: 'done' | 'busy' };

/**
 * Delivers a record once, as far as it is known: claimed by a conditional write before the call, marked after it, free again
 * where it was not taken. A claim of a holder that died runs out. Without its table delivery goes on, at least once.
 */
export function idempotency(host: Pick<Host, 'clock' | 'state' | 'log'>, settings: HandlerSettings): Guard {
  const { clock } = host;
  return async (chunk, deliver, timeLeft) => {
    const claims = new Claims(host, settings, clock.now() + timeLeft() + MARGIN_MILLIS);
    const parts: Routed[] = [];
    let mine: NativeRecord[] = [];
    for (let asked = chunk; ; await clock.sleep(POLL_MILLIS)) {
      const { taken, done, busy } = await claims.take(asked);
      parts.push({ ...NOTHING, delivered: done });
      mine.push(...taken);
      // In an ordered batch nothing overtakes a record that somebody else is delivering.
      if (mine.length > 0 && (busy.length === 0 || !settings.ordered)) {
        parts.push(await claims.settle(await deliver(chunk.filter((record) => mine.includes(record)))));
        mine = [];
      }
      if (busy.length === 0) break;
      if (timeLeft() <= POLL_MILLIS) {
        parts.push(await claims.settle({ ...NOTHING, unattempted: mine }), { ...NOTHING, unattempted: busy });
        break;
      }
      asked = busy;
    }
    return parts.reduce(joined);
  };
}

const NOTHING: Routed = { delivered: [], diverted: [], poison: [], undelivered: [], unattempted: [] };

function joined(one: Routed, other: Routed): Routed {
  return {
    delivered: [...one.delivered, ...other.delivered],
    diverted: [...one.diverted, ...other.diverted],
    poison: [...one.poison, ...other.poison],
    undelivered: [...one.undelivered, ...other.undelivered],
    unattempted: [...one.unattempted, ...other.unattempted],
  };
}

/** The claims of one chunk; a value is `done`, or the moment until which a claim holds and a name of its holder. */
class Claims {
  private readonly value: string;
  private readonly versions = new Map<NativeRecord, number>();
  private isTold = false;

  constructor(
    private readonly host: Pick<Host, 'clock' | 'state' | 'log'>,
    private readonly settings: HandlerSettings,
    until: number,
  ) {
    this.value = `${until} ${host.clock.random().toString(36).slice(2)}`;
  }

  public async take(records: readonly NativeRecord[]): Promise<Record<'taken' | 'done' | 'busy', NativeRecord[]>> {
    const kinds = new Map<NativeRecord, Standing['kind']>();
    await eachOf(records, async (record) => {
      const standing = await this.claim(this.keyOf(record)).catch((error: Error) => this.goOn(error));
      kinds.set(record, standing.kind);
      if (standing.kind === 'mine' && standing.version !== undefined) this.versions.set(record, standing.version);
    });
    const those = (kind: Standing['kind']): NativeRecord[] => records.filter((record) => kinds.get(record) === kind);
    return { taken: those('mine'), done: those('done'), busy: those('busy') };
  }

  /** Mark what a target took; free all else for the next try. */
  public async settle(routed: Routed): Promise<Routed> {
    const taken = new Set([...routed.delivered, ...routed.diverted]);
    await eachOf([...this.versions], async ([record, version]) => {
      const value = taken.has(record) ? DONE : '0';
      await this.write(this.keyOf(record), value, version).catch((error: Error) => this.goOn(error));
    });
    this.versions.clear();
    return routed;
  }

  private async claim(key: string): Promise<Standing> {
    if (await this.write(key, this.value, 0)) return { kind: 'mine', version: 1 };
    const item = await this.host.state.read(key);
    if (!item) return { kind: 'busy' };
    if (item.value === DONE) return { kind: 'done' };
    // The answer to a write of this very claim may have been lost.
    if (item.value === this.value) return { kind: 'mine', version: item.version };
    if (parseInt(item.value) > this.host.clock.now()) return { kind: 'busy' };
    const isMine = await this.write(key, this.value, item.version);
    return isMine ? { kind: 'mine', version: item.version + 1 } : { kind: 'busy' };
  }

  private write(key: string, value: string, version: number): Promise<boolean> {
    const { clock, state } = this.host;
    const expiresAt = Math.ceil((clock.now() + this.settings.idempotencyMillis!) / 1_000);
    return state.write(key, value, version, expiresAt);
  }

  private goOn({ message }: Error): Standing {
    if (!this.isTold)
      this.host.log('the table of deliveries is away; records may be delivered twice', { error: message });
    this.isTold = true;
    return { kind: 'mine' };
  }

  private keyOf(record: NativeRecord): string {
    return deliveryKey(this.settings.pipeline, recordId(record));
  }
}

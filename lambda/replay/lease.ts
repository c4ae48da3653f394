import { LEASE_MILLIS } from '../../lib/contract/replay';
import { claimKey } from '../../lib/contract/state';
import type { Host } from '../failover/host';

const RENEWALS_PER_LEASE = 3;

/** How long the table keeps the item of a claim at least. */
const ITEM_MILLIS = 3_600_000;

/** The right to work on one object of the lake. */
export interface Lease {
  /** False once somebody else may have taken the object over. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Without its table the replay goes on: working twice on an object delivers its records twice under the same ids. */
const UNGUARDED: Lease = { isHeld: () => true, release: async () => undefined };

/** Claim an object and keep the claim fresh until it is released; undefined where somebody else holds it. */
export async function leaseObject(host: Host, objectKey: string): Promise<Lease | undefined> {
  const name = claimKey(objectKey);
  try {
    const item = await host.state.read(name);
    if (item && Number(item.value) > host.clock.now()) return undefined;
    const claim = new Claim(host, name, item?.version ?? 0);
    return (await claim.extend(LEASE_MILLIS)) ? keepFresh(host, claim) : undefined;
  } catch {
    return UNGUARDED;
  }
}

function keepFresh(host: Host, claim: Claim): Lease {
  let state: 'held' | 'lost' | 'released' = 'held';
  const renew = async (): Promise<void> => {
    for (;;) {
      await host.clock.sleep(LEASE_MILLIS / RENEWALS_PER_LEASE);
      if (state !== 'held') return;
      // A failed write says nothing of other workers: only one that was refused, or a lease that ran out, does.
      const renewed = await claim.extend(LEASE_MILLIS).catch(() => host.clock.now() < claim.until);
      if (!renewed && state === 'held') state = 'lost';
    }
  };
  void renew();
  return {
    isHeld: () => state === 'held' && host.clock.now() < claim.until,
    release: async () => {
      if (state === 'held') await claim.extend(0).catch(() => false);
      state = 'released';
    },
  };
}

/** The item of a claim: its value is the moment until which it holds. */
class Claim {
  public until = 0;

  constructor(
    private readonly host: Host,
    private readonly name: string,
    private version: number,
  ) {}

  /** False where somebody else wrote the item in the meantime. */
  public async extend(millis: number): Promise<boolean> {
    const until = this.host.clock.now() + millis;
    const expiresAt = Math.ceil((until + ITEM_MILLIS) / 1_000);
    if (!(await this.host.state.write(this.name, String(until), this.version, expiresAt))) return false;
    this.version++;
    this.until = until;
    return true;
  }
}

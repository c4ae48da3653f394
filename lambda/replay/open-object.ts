import { isFirstFormat } from '../../lib/contract/lake';
import { METRIC } from '../../lib/contract/metrics';
import type { HandlerSettings } from '../../lib/contract/settings';
import type { ReplayHost } from '../failover/host';
import { emf } from '../failover/ledger';
import { Lease, leaseObject } from './lease';
import { damageOf, readObject, recordsOf, StoredObject } from './stored-object';

/** An object that this worker alone works on. */
export interface Part extends StoredObject {
  readonly key: string;
  readonly lease: Lease;
}

/** `held`: somebody else works on it; a number: it cannot be replayed, and so many records stay in it, 0 where it is gone. */
export async function openObject(
  host: ReplayHost,
  settings: HandlerSettings,
  key: string,
): Promise<Part | 'held' | number> {
  const lease = await leaseObject(host, key);
  if (!lease) return 'held';
  let part: Part | undefined;
  try {
    const text = await host.lake.get(key);
    if (text === undefined) return 0;
    const stored = readObject(text, settings.pipeline);
    const damage = damageOf(stored, key);
    if (damage !== undefined) sayDamaged(host, settings, key, damage);
    // No part of it is replayed: it stays as the evidence that it is.
    const isPartial = isFirstFormat(key) && stored.envelopes.length > 0;
    if (damage !== undefined && !isPartial) return recordsOf(stored, key);
    return (part = { ...stored, key, lease });
  } finally {
    if (!part) await lease.release();
  }
}

function sayDamaged(host: ReplayHost, settings: HandlerSettings, key: string, damage: string): void {
  host.log('an object of the lake is damaged; what cannot be read stays there', { key, damage });
  host.emit(emf(settings, host.clock.now(), { [METRIC.damaged]: 1 }));
}

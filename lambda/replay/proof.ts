/* eslint-disable @typescript-eslint/no-require-imports -- loads when called, not at start */
import type { Envelope } from '../../lib/contract/lake';
import type { Courier } from '../failover/courier';
import { isAlive } from '../failover/delivery';
import { createErrand } from '../failover/errand';
import type { ReplayHost } from '../failover/host';
import { createLeave } from '../failover/leave';
import type { Budget } from '../failover/trip';
import type * as ArchivedRecords from './archived-records';
import { readObject } from './stored-object';

/** How long to wait for another worker's verdict on a suspect target. */
const PATIENCE_MILLIS = 2_000;

/**
 * Does the target take anything at all? Records of the archive are delivered once more, under their own ids. The first that the
 * target takes becomes the courier's control, and closes a breaker that was open for records' faults. One that it refuses says
 * nothing: it may be bad itself.
 */
export async function proveTarget(
  courier: Courier,
  host: ReplayHost,
  doubted: readonly Envelope[],
  budget: Budget,
): Promise<boolean> {
  const { archivedRecords } = require('./archived-records') as typeof ArchivedRecords;
  const holder = `proof.${host.clock.random()}`;
  const leave = createLeave(courier, host.clock, { holder, patienceMillis: PATIENCE_MILLIS, budget });
  const errand = createErrand(courier, leave, budget);
  for (const record of await archivedRecords(host, doubted, readObject)) {
    const outcome = await errand.call([record], 'released');
    if (outcome.kind === 'accepted') {
      courier.control = record;
      return true;
    }
    if (!isAlive(outcome)) return false;
  }
  return false;
}

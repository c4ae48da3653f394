import { METRIC } from '../../lib/contract/metrics';
import type { DeadLetterSettings } from '../../lib/contract/settings';
import type { FlowEvent, FlowResponse } from '../failover/failover';
import type { Host } from '../failover/host';
import { eachOf, storeOf } from '../failover/lake-writer';
import { emf } from '../failover/ledger';
import { itemIdentifier, isWellFormed } from '../failover/records';
import { withReserve } from '../failover/time-left';

/** What the consumer needs of the world. */
export type DeadLetterHost = Pick<Host, 'clock' | 'lake' | 'emit' | 'log' | 'traceId'>;

export type DeadLetters = (event: FlowEvent, remainingMillis: () => number) => Promise<FlowResponse>;

const REASON = {
  code: 'DEAD_LETTER',
  message: 'its queue handed it over as often as it may, and nobody was done with it',
};

/**
 * Puts dead letters into quarantine, one object a message: a message that kills whoever handles it keeps no other from coming back,
 * and one that is handed over again has one copy. Only what is stored is acknowledged.
 */
export function createDeadLetters(host: DeadLetterHost, settings: DeadLetterSettings): DeadLetters {
  const store = storeOf(host, settings.pipeline);
  return async ({ Records: records }, remainingMillis) => {
    const timeLeft = withReserve(remainingMillis);
    const left: unknown[] = [];
    await eachOf(records, async (record) => {
      if (timeLeft() <= 0) return void left.push(record);
      await store('quarantined', [{ record, ...REASON }]).catch((error: Error) => {
        host.log('a dead letter was not stored; it stays in its queue', { error: error.message });
        left.push(record);
      });
    });
    host.emit(emf(settings, host.clock.now(), { [METRIC.deadLettered]: records.length - left.length }));
    if (!left.every(isWellFormed))
      throw new Error('a message without an identifier was not stored; the batch comes again');
    return { batchItemFailures: left.map((record) => ({ itemIdentifier: itemIdentifier(record) })) };
  };
}

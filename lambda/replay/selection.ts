import type { Envelope } from '../../lib/contract/lake';
import type { ReplayItem } from '../../lib/contract/replay';
import { isWellFormed, orderKey } from '../failover/records';

type Selection = Pick<ReplayItem, 'from' | 'to' | 'keys'>;

/** True for a stored record that can go the way of a live one, of an event time in `[from, to)` and one of the `keys`. */
export function selectorOf({ from, to, keys = '' }: Selection): (envelope: Envelope) => boolean {
  const beginning = keys.endsWith('*') ? keys.slice(0, -1) : undefined;
  const isWanted = (key: string): boolean => (beginning === undefined ? key === keys : key.startsWith(beginning));
  return ({ record, eventTime }) =>
    isWellFormed(record) && eventTime >= from && eventTime < to && (keys === '' || isWanted(orderKey(record)));
}

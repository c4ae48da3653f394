import type { NativeRecord } from '../failover/records';

/** How fast one worker may go. */
export interface Pace {
  /** What may go at once. */
  portionsOf(records: readonly NativeRecord[]): Iterable<readonly NativeRecord[]>;
  /** Wait until so many more may go. */
  after(records: number): Promise<void>;
}

/** As fast as the target takes them. */
export const UNPACED: Pace = { portionsOf: (records) => [records], after: async () => undefined };

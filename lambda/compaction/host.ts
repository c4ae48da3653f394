import type { Clock, Lake } from '../failover/host';

export interface Listed {
  readonly key: string;
  readonly bytes: number;
}

/** What compaction needs of the world. */
export interface CompactionHost {
  readonly clock: Pick<Clock, 'now'>;
  readonly lake: Pick<Lake, 'get' | 'put' | 'putOnce' | 'remove'> & { list(prefix: string): Promise<Listed[]> };
  /** When each replay that runs now was started, milliseconds since the epoch. */
  runningReplays(): Promise<readonly number[]>;
  /** Say what an operator should know; never holds a payload. */
  log(message: string, details: object): void;
}

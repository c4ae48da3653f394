import type { Duration } from 'aws-cdk-lib';

/** How long a record that was delivered is remembered. */
export interface IdempotencyOptions {
  /**
   * How long a delivered record is remembered: 1 hour to 366 days. It should exceed the time for which a record can come again:
   * the retention of the source, and the time that spilled records wait. A replay within it delivers nothing twice.
   *
   * @default - 14 days, the longest for which SQS keeps a message
   */
  readonly timeToLive?: Duration;
}

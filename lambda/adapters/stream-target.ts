import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Delivery, Target } from '../failover/host';
import { NativeRecord, orderKey } from '../failover/records';
import { ONCE } from './client-config';
import { entryDelivery } from './entry-delivery';
import { bytesOf } from './payload';
import { sdkFailure } from './sdk-failure';

/** A stream gets each record's bytes under its own order key. */
export class StreamTarget implements Target {
  /** Kinesis: 500 records a call. */
  public readonly maxRecords = 500;
  private readonly client = new KinesisClient(ONCE);

  constructor(private readonly streamName: string) {}

  public async deliver(records: readonly NativeRecord[], timeoutMillis: number): Promise<Delivery> {
    try {
      const { Records = [] } = await this.client.send(
        new PutRecordsCommand({
          StreamName: this.streamName,
          Records: records.map((r) => ({ Data: bytesOf(r), PartitionKey: orderKey(r).slice(0, 256) || '-' })),
        }),
        { abortSignal: AbortSignal.timeout(timeoutMillis) },
      );
      return entryDelivery(
        records.length,
        Records.flatMap(({ ErrorCode, ErrorMessage = '' }, index) =>
          ErrorCode ? [{ index, code: ErrorCode, message: ErrorMessage, content: false }] : [],
        ),
      );
    } catch (error) {
      return sdkFailure(error);
    }
  }
}

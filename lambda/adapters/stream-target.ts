import type * as Sdk from '@aws-sdk/client-kinesis';
import type { Target } from '../failover/host';
import { orderKey } from '../failover/records';
import { ONCE } from './client-config';
import { entryDelivery } from './entry-delivery';
import { bytesOf } from './payload';
import { targetOf } from './target';

/** Kinesis: 500 records a call. */
const MAX_RECORDS = 500;

/** A stream gets each record's bytes under its own order key. */
export function streamTarget({ KinesisClient, PutRecordsCommand }: typeof Sdk, streamName: string): Target {
  const client = new KinesisClient(ONCE);
  return targetOf(MAX_RECORDS, async (records, abortSignal) => {
    const entries = records.map((r) => ({ Data: bytesOf(r), PartitionKey: orderKey(r).slice(0, 256) || '-' }));
    const put = new PutRecordsCommand({ StreamName: streamName, Records: entries });
    const { Records = [] } = await client.send(put, { abortSignal });
    const missed = Records.flatMap(({ ErrorCode, ErrorMessage = '' }, index) =>
      ErrorCode ? [{ index, code: ErrorCode, message: ErrorMessage, content: false }] : [],
    );
    return entryDelivery(records.length, Records.length, missed);
  });
}

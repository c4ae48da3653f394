import { randomUUID } from 'node:crypto';
import type { KinesisStreamEvent, KinesisStreamRecord, SQSEvent, SQSRecord } from 'aws-lambda';

/** As many records as this lie in the events of a pool, so that small batches are not always the same few. */
const POOL_RECORDS = 1_000;

/** Sent a few seconds ago. */
const SENT = Date.now() - 20_000;

/** Queue events of `size` records, parsed from JSON as the Lambda runtime does. */
export function queueEvents(size: number): SQSEvent[] {
  return pool(size, (i) => ({ Records: Array.from({ length: size }, (_, j) => queueRecord(i * size + j)) }));
}

/** Stream events of `size` records. */
export function streamEvents(size: number): KinesisStreamEvent[] {
  return pool(size, (i) => ({ Records: Array.from({ length: size }, (_, j) => streamRecord(i * size + j)) }));
}

function pool<T>(size: number, make: (i: number) => T): T[] {
  const count = Math.ceil(POOL_RECORDS / size);
  return Array.from({ length: count }, (_, i) => JSON.parse(JSON.stringify(make(i))) as T);
}

/** An order as JSON, 300 to 500 bytes. */
export function body(i: number): string {
  return JSON.stringify({
    orderId: randomUUID(),
    customer: { id: 1_000_000 + i, name: `Customer ${i}`, tier: ['basic', 'silver', 'gold'][i % 3] },
    placedAt: new Date(SENT + i).toISOString(),
    currency: 'EUR',
    items: Array.from({ length: 1 + (i % 3) }, (_, k) => ({ sku: `SKU-${i}-${k}`, quantity: k + 1, cents: 1_999 + k })),
    address: { street: `${i} Harbour Street`, city: 'Rotterdam', zip: '3011 AB', country: 'NL' },
  });
}

function queueRecord(i: number): SQSRecord {
  return {
    messageId: randomUUID(),
    receiptHandle: `AQEB${Buffer.from(randomUUID().repeat(7)).toString('base64')}`,
    body: body(i),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(SENT + i),
      SenderId: 'AROAEXAMPLEEXAMPLEEX:producer',
      ApproximateFirstReceiveTimestamp: String(SENT + i + 7),
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders',
    awsRegion: 'eu-west-1',
  };
}

function streamRecord(i: number): KinesisStreamRecord {
  const sequenceNumber = `4959033827149025660855969253836157109592157598913658${String(i).padStart(4, '0')}`;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: `customer-${i % 97}`,
      sequenceNumber,
      data: Buffer.from(body(i)).toString('base64'),
      approximateArrivalTimestamp: (SENT + i) / 1_000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::111122223333:role/orders',
    awsRegion: 'eu-west-1',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders',
  };
}

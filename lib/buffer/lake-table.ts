/**
 * Columns of the lake's table, by the members of an `Envelope` (`pipeline` is in the path), with their types in Hive's words. Athena
 * knows members by their names in lower case.
 */
export const LAKE_COLUMNS: Readonly<Record<string, string>> = {
  v: 'int',
  id: 'string',
  eventTime: 'bigint',
  storedAt: 'bigint',
  attempts: 'int',
  replays: 'int',
  suspect: 'boolean',
  error: 'struct<code:string,message:string>',
  traceId: 'string',
  record: structOf({
    messageId: 'string',
    body: 'string',
    eventSourceARN: 'string',
    attributes: structOf({
      SentTimestamp: 'string',
      ApproximateReceiveCount: 'string',
      MessageGroupId: 'string',
    }),
    eventID: 'string',
    kinesis: structOf({
      partitionKey: 'string',
      sequenceNumber: 'string',
      approximateArrivalTimestamp: 'double',
      data: 'string',
    }),
  }),
  crc32: 'string',
};

/** Where a record lies: parts of an object's key. */
export const LAKE_PARTITIONS = ['zone', 'pipeline', 'dt', 'hh'] as const;

function structOf(members: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(members).map(([name, type]) => `${name}:${type}`);
  return `struct<${pairs.join(',')}>`;
}

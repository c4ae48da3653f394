// One handler for every check: what it does is written in the records (or, when invoked directly, in the event).
const { DynamoDBClient, PutItemCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** How often this id has been seen, counted across environments. */
async function attempt(id) {
  const answer = await db.send(new UpdateItemCommand({
    TableName: process.env.TABLE, Key: { pk: { S: `count#${id}` } }, UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'UPDATED_NEW',
  }));
  return Number(answer.Attributes.n.N);
}

exports.handler = async (event, context) => {
  if (event.act === 'echo') return { env: process.env.MARK, node: process.pid, trace: process.env._X_AMZN_TRACE_ID ?? null };
  if (event.act === 'throw') { const e = new TypeError('as asked'); throw e; }
  if (event.act === 'sleep') { await sleep(event.ms); return { slept: event.ms, node: process.pid }; }
  if (event.act === 'exit') process.exit(1);
  if (event.act === 'emf') { console.log(JSON.stringify(event.document)); return null; }
  if (event.fail) throw new Error('item fails');
  if (event.act === 'item') { await sleep(event.ms ?? 0); await put(event, context, Date.now(), [JSON.stringify(event)]); return event; }
  if (!event.Records) { await put(event, context, Date.now(), ['tick']); return { ok: true }; }
  const started = Date.now();
  const records = event.Records.map((r) => ({
    id: r.kinesis ? r.kinesis.sequenceNumber : r.messageId,
    ...JSON.parse(r.kinesis ? Buffer.from(r.kinesis.data, 'base64').toString() : r.body),
  }));
  const failures = [];
  for (const r of records) {
    if (r.ms) await sleep(r.ms);
    if (r.act && r.act !== 'ok') {
      const n = await attempt(r.name);
      if (r.times && n > r.times) continue;
      if (r.act === 'throw') { await put(event, context, started, records.map((x) => x.name)); throw new Error('as asked'); }
      if (r.act === 'exit') process.exit(1);
      failures.push({ itemIdentifier: r.act === 'unknown' ? 'no-such-record' : r.act === 'null' ? null : r.id });
    }
  }
  await put(event, context, started, records.map((x) => x.name));
  return { batchItemFailures: failures };
};

/** Remember the call: who, when, which records. */
async function put(event, context, started, names) {
  const source = event.Records?.[0];
  await db.send(new PutItemCommand({ TableName: process.env.TABLE, Item: {
    pk: { S: `call#${context.awsRequestId}` }, fn: { S: context.functionName }, start: { N: String(started) }, end: { N: String(Date.now()) },
    names: { S: JSON.stringify(names) }, shard: { S: source?.eventID?.split(':')[0] ?? '-' }, group: { S: source?.attributes?.MessageGroupId ?? '-' },
  } }));
}

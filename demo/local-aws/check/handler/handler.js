// The function behind every check: what it does is written in the records, or in the event when it is invoked directly.
const { existsSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { DynamoDBClient, PutItemCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const TableName = process.env.TABLE;
const db = new DynamoDBClient({});
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** What a direct invocation asks for. */
const acts = {
  about: () => ({
    mark: process.env.MARK,
    pid: process.pid,
    env: Object.keys(process.env),
    node: process.version,
    folder: tmpdir(),
  }),
  trace: () => process.env._X_AMZN_TRACE_ID ?? null,
  relay: async ({ to }) => {
    const { Payload } = await new LambdaClient({}).send(
      new InvokeCommand({ FunctionName: to, Payload: JSON.stringify({ act: 'trace' }) }),
    );
    return [acts.trace(), JSON.parse(Buffer.from(Payload).toString())];
  },
  throw: () => {
    throw new TypeError('as asked');
  },
  sleep: async ({ ms }) => {
    await sleep(ms);
    return ms;
  },
  kill: () => kill(),
  warm: async () => {
    await failsNow({ name: 'warm' });
    await sleep(500);
  },
  log: ({ document }) => console.log(JSON.stringify(document)),
  read: async ({ bucket, key }) => {
    const { Body } = await new S3Client({ forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: bucket, Key: key }),
    );
    return Body.transformToString();
  },
  fill: ({ megabytes }) => Buffer.alloc(megabytes * 1_000_000, 1).length,
};

/** Processes may die before they are ready. */
if (process.env.DIES_IN_INIT) {
  const marker = join(tmpdir(), `died-${process.env.AWS_LAMBDA_FUNCTION_NAME}`);
  const again = process.env.DIES_IN_INIT === 'always';
  if (again || !existsSync(marker)) {
    writeFileSync(marker, '');
    process.kill(process.pid, 'SIGKILL');
  }
}

exports.handler = async (event, context) => {
  if (event.Records) return batch(event.Records, context);
  if (event.item) return item(event, context);
  if (event.act) return acts[event.act](event);
  await remember(context, { started: Date.now(), names: [event['detail-type'] ?? event.source ?? 'called'] });
};

async function batch(source, context) {
  const started = Date.now();
  const records = source.map((r) => ({
    id: r.kinesis ? r.kinesis.sequenceNumber : r.messageId,
    ...JSON.parse(r.kinesis ? Buffer.from(r.kinesis.data, 'base64').toString() : r.body),
  }));
  const call = {
    started,
    names: records.map(({ name }) => name),
    receives: source.map((r) => Number(r.attributes?.ApproximateReceiveCount ?? 0)),
    trace: source[0].attributes?.AWSTraceHeader,
  };
  const failures = [];
  for (const record of records) {
    if (record.ms) await sleep(record.ms);
    if (record.act && (await failsNow(record))) failures.push(await fail(record, context, call));
  }
  await remember(context, call);
  return { batchItemFailures: failures };
}

/** Whether the record is to fail this time: always, or only its first `times` times, counted across environments. */
async function failsNow({ name, times }) {
  const answer = await db.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: { S: 'attempts' }, sk: { S: name } },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return times === undefined || Number(answer.Attributes.n.N) <= times;
}

async function fail({ act, id }, context, call) {
  if (act === 'kill') await kill();
  if (act === 'throw') {
    await remember(context, call);
    throw new Error('as asked');
  }
  return { itemIdentifier: { report: id, unknown: 'no-such-record', null: null }[act] };
}

/** One item of the Distributed Map. */
async function item({ key, options }, context) {
  const { run, ms = 0, spoil, times, by } = options;
  const started = Date.now();
  await sleep(ms);
  await remember(context, { started, names: [`${run}:${key}`] });
  if (spoil && key.endsWith(spoil) && (await failsNow({ name: run + key, times }))) {
    if (by === 'kill') await kill();
    throw new Error('item fails');
  }
  return key;
}

/** The process dies in the middle of the invocation, without a word. */
function kill() {
  process.kill(process.pid, 'SIGKILL');
  return sleep(10_000);
}

async function remember(context, call) {
  await db.send(
    new PutItemCommand({
      TableName,
      Item: {
        pk: { S: context.functionName },
        sk: { S: `${call.started}#${context.awsRequestId}` },
        call: { S: JSON.stringify({ ...call, ended: Date.now() }) },
      },
    }),
  );
}

// The demo's existing consumer: written before Sluice and unaware of it. It takes native SQS or Kinesis events, loads rows
// into a warehouse over HTTP, keyed by the record's own id, and knows no retries, no fallback and no dead letters.
// PARSER=lenient is its repaired version, which can read the rows that the first one chokes on.

const LENIENT = () => process.env.PARSER === 'lenient';

exports.handler = async ({ Records }) => {
  const isQueue = Records[0].eventSource === 'aws:sqs';
  const { rows, failed } = isQueue ? readEach(Records) : readAll(Records);
  if (rows.length > 0) await load(rows);
  return { batchItemFailures: failed };
};

/** The queue's consumer names the messages that it cannot read. */
function readEach(records) {
  const rows = [];
  const failed = [];
  for (const record of records) {
    try {
      rows.push({ key: record.messageId, ...parse(record.body) });
    } catch {
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { rows, failed };
}

/** The stream's consumer was written without care: one bad record throws the whole batch. */
function readAll(records) {
  const rows = records.map(({ eventID, kinesis }) => ({
    key: eventID,
    ...parse(Buffer.from(kinesis.data, 'base64').toString('utf8')),
  }));
  return { rows, failed: [] };
}

function parse(text) {
  const row = JSON.parse(text);
  if (!Number.isInteger(row.generatedTokens)) {
    if (!LENIENT()) throw new Error(`row ${row.row}: generatedTokens is not a number`);
    row.generatedTokens = null;
  }
  return row;
}

async function load(rows) {
  const response = await fetch(process.env.WAREHOUSE_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows }),
  });
  if (!response.ok) throw new Error(`warehouse answered ${response.status}`);
  await response.arrayBuffer();
}

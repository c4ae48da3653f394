// A careless consumer, unaware of Sluice: it loads rows over HTTP and throws a whole batch for one that it cannot read, with the
// row in the text of the error. ANSWER is what it returns once it has loaded a batch.

const answers = {
  nothing: () => undefined,
  null: () => null,
  empty: () => ({}),
  'an unknown name': () => ({ batchItemFailures: [{ itemIdentifier: 'nobody' }] }),
  'a wrong key': () => ({ batchItemFailures: [{ id: 'first' }] }),
  'an error': () => {
    throw new Error('after all was done');
  },
};

exports.handler = async ({ Records }) => {
  const rows = Records.map(({ messageId, body, eventID, kinesis }) => ({
    key: messageId ?? eventID,
    ...read(body ?? Buffer.from(kinesis.data, 'base64').toString('utf8')),
  }));
  const response = await fetch(process.env.WAREHOUSE_URL, { method: 'POST', body: JSON.stringify({ rows }) });
  if (!response.ok) throw new Error(`warehouse answered ${response.status}`);
  await response.arrayBuffer();
  return answers[process.env.ANSWER ?? 'nothing']();
};

/** The record's id is the key of the store; the row's own key only keeps its order. */
function read(text) {
  const { row, generatedTokens } = JSON.parse(text);
  if (!Number.isInteger(generatedTokens)) throw new Error(`cannot read ${text}`);
  return { row, generatedTokens };
}

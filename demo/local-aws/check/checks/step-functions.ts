import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { lambda, s3, sfn } from '../aws';
import { type Call, callsOf, mostAtOnce } from '../calls';
import { nameOf } from '../deployment';
import { endOf, ITEM_KEYS, type MapInput, mapRunOf, startMap } from '../map-runs';
import { until } from '../until';
import type { Checks } from './checks';

export const stepFunctions: Checks = {
  async 'maps the objects under a prefix, as many at a time as the input says, and writes the results'() {
    const { execution, run } = await finish({ options: { run: 'all', ms: 200 }, concurrency: 2 });
    assert.equal(execution.status, 'SUCCEEDED', execution.cause);
    const calls = await callsOfRun('all');
    assert.deepEqual(
      calls.map(({ names: [name] }) => name).sort(),
      ITEM_KEYS.map((key) => `all:${key}`),
    );
    assert.equal(mostAtOnce(calls), 2);
    assert.deepEqual(
      [run?.itemCounts?.total, run?.itemCounts?.succeeded, run?.maxConcurrency],
      [ITEM_KEYS.length, ITEM_KEYS.length, 2],
    );
    const results = await resultsOf(JSON.parse(execution.output ?? '') as Output, 'SUCCEEDED');
    assert.deepEqual(results.map(({ Output }) => JSON.parse(Output ?? '') as string).sort(), ITEM_KEYS);
  },

  async 'changes how many items run at a time while they do, and goes on where it was stopped'() {
    await changesWidth();
    await goesOn();
  },

  async 'tries a failing, a dying and a throttled item again'() {
    const FunctionName = nameOf('OnItem');
    const failing = finish({ options: { run: 'flaky', spoil: '3', times: 1 } });
    const dying = finish({ options: { run: 'deadly', spoil: '4', times: 1, by: 'kill' } });
    for (const { execution } of await Promise.all([failing, dying])) {
      assert.equal(execution.status, 'SUCCEEDED', execution.cause);
    }
    assert.equal((await callsOfRun('flaky')).length, ITEM_KEYS.length + 1);
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
    const throttled = finish({ options: { run: 'throttled' } });
    await sleep(4_000);
    await lambda.deleteFunctionConcurrency({ FunctionName });
    const { execution } = await throttled;
    // More than the two retries that other errors have.
    assert.equal(execution.status, 'SUCCEEDED', execution.cause);
    await failsBeyondTheTolerated();
    await stops();
  },
};

async function changesWidth(): Promise<void> {
  const executionArn = await startMap({ options: { run: 'updated', ms: 600 }, concurrency: 1 });
  const { mapRunArn } = await until('the map run', () => mapRunOf(executionArn));
  await until('the first item', async () => (await callsOfRun('updated')).length > 0);
  await sfn.updateMapRun({ mapRunArn, maxConcurrency: 4 });
  await endOf(executionArn);
  const calls = await callsOfRun('updated');
  assert.deepEqual([calls.length, mostAtOnce(calls)], [ITEM_KEYS.length, 4]);
}

/** Stopped in the middle, and gone on with: each item is done, and none twice but those that were under way. */
async function goesOn(): Promise<void> {
  const executionArn = await startMap({ options: { run: 'redriven', ms: 500 }, concurrency: 2 });
  await until('some items', async () => ((await mapRunOf(executionArn))?.itemCounts?.succeeded ?? 0) >= 3);
  await sfn.stopExecution({ executionArn, error: 'Paused' });
  assert.equal((await sfn.describeExecution({ executionArn })).error, 'Paused');
  await sleep(1_500);
  await sfn.redriveExecution({ executionArn });
  const { status, cause } = await endOf(executionArn);
  assert.equal(status, 'SUCCEEDED', cause);
  const names = (await callsOfRun('redriven')).map(({ names: [name] }) => name);
  assert.equal(new Set(names).size, ITEM_KEYS.length);
  assert.ok(names.length <= ITEM_KEYS.length + 2, `${names.length} items ran`);
}

async function failsBeyondTheTolerated(): Promise<void> {
  const options = { run: 'strict', spoil: '5' };
  const strict = await finish({ options });
  assert.deepEqual(
    [strict.execution.status, strict.execution.error],
    ['FAILED', 'States.ExceedToleratedFailureThreshold'],
  );
  const lenient = await finish({ options: { ...options, run: 'lenient' }, tolerated: 20 });
  assert.equal(lenient.execution.status, 'SUCCEEDED', lenient.execution.cause);
  assert.deepEqual([lenient.run?.itemCounts?.succeeded, lenient.run?.itemCounts?.failed], [ITEM_KEYS.length - 1, 1]);
  const [failure] = await resultsOf(JSON.parse(lenient.execution.output ?? '') as Output, 'FAILED');
  assert.deepEqual([failure?.Status, failure?.Error], ['FAILED', 'Error']);
}

async function stops(): Promise<void> {
  const executionArn = await startMap({ options: { run: 'stopped', ms: 700 }, concurrency: 1 });
  await until('the first item', async () => (await callsOfRun('stopped')).length > 0);
  await sfn.stopExecution({ executionArn });
  await sleep(2_500);
  assert.equal((await sfn.describeExecution({ executionArn })).status, 'ABORTED');
  const ran = (await callsOfRun('stopped')).length;
  assert.ok(ran <= 3, `${ran} items ran`);
  assert.equal((await mapRunOf(executionArn))?.status, 'ABORTED');
}

async function finish(input: MapInput) {
  const arn = await startMap(input);
  const execution = await endOf(arn);
  return { execution, run: await mapRunOf(arn) };
}

interface Output {
  readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
}

interface Result {
  readonly Status: string;
  readonly Output?: string;
  readonly Error?: string;
}

/** What a result writer left in S3 about the items of one status. */
async function resultsOf({ ResultWriterDetails }: Output, status: 'SUCCEEDED' | 'FAILED'): Promise<Result[]> {
  const { Bucket, Key } = ResultWriterDetails;
  const read = async (key: string) => (await s3.getObject({ Bucket, Key: key })).Body?.transformToString() ?? '';
  const { ResultFiles } = JSON.parse(await read(Key)) as { ResultFiles: Record<string, { Key: string }[]> };
  const files = await Promise.all((ResultFiles[status] ?? []).map((file) => read(file.Key)));
  return files.flatMap((file) => JSON.parse(file) as Result[]);
}

async function callsOfRun(run: string): Promise<Call[]> {
  return (await callsOf('OnItem')).filter(({ names: [name] }) => name?.startsWith(`${run}:`));
}

import assert from 'node:assert/strict';
import { cloudwatch, lambda, rawRequest } from '../aws';
import { callsOf, mappingOf, mostAtOnce, warm } from '../calls';
import { nameOf } from '../deployment';
import { put, records, send } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

/** Of the queue and the stream that are regulated here, see stack/. */
const BATCH = 10;
const MOST = 4;

/** How many batches run at a time while so many are worked off, each for a third of a second. */
async function widthOf(fn: string, batches: number, deliver: (name: string) => Promise<void>): Promise<number> {
  const started = Date.now();
  await deliver(`${started}`);
  const fresh = async () => (await callsOf(fn)).filter((call) => call.started >= started && call.names.length > 0);
  const seen = async () => (await fresh()).reduce((sum, { names }) => sum + names.length, 0) >= batches * BATCH;
  await until('all records', seen, 60);
  return mostAtOnce(await fresh());
}

const slow = (name: string, batches: number) =>
  records(batches * BATCH, (i) => ({ name: `${name}-${i}`, key: `k${i}`, ms: 330 / BATCH }));

export const regulation: Checks = {
  async 'takes another MaximumConcurrency of a queue while it works'() {
    const UUID = await mappingOf('OnRegulatedQueue');
    await warm('OnRegulatedQueue', MOST);
    const width = () => widthOf('OnRegulatedQueue', 12, (name) => send('RegulatedQueue', slow(name, 12)));
    assert.equal(await width(), 2);
    await lambda.updateEventSourceMapping({ UUID, ScalingConfig: { MaximumConcurrency: MOST } });
    const wide = await width();
    assert.ok(wide > 2 && wide <= MOST, `${wide} batches at a time`);
    await lambda.updateEventSourceMapping({ UUID, BatchSize: BATCH });
    const { ScalingConfig } = await lambda.getEventSourceMapping({ UUID });
    assert.deepEqual(ScalingConfig, { MaximumConcurrency: MOST }, 'what a request does not name was changed');
    await lambda.updateEventSourceMapping({ UUID, ScalingConfig: { MaximumConcurrency: 2 } });
    assert.equal(await width(), 2);
  },

  async 'takes another ParallelizationFactor of a stream while it works'() {
    const UUID = await mappingOf('OnRegulated');
    await warm('OnRegulated', MOST);
    const width = () => widthOf('OnRegulated', 12, (name) => put('Regulated', slow(name, 12)));
    assert.equal(await width(), 1);
    await lambda.updateEventSourceMapping({ UUID, ParallelizationFactor: MOST });
    assert.equal((await lambda.getEventSourceMapping({ UUID })).ParallelizationFactor, MOST);
    const wide = await width();
    assert.ok(wide > 1 && wide <= MOST, `${wide} batches at a time`);
    await lambda.updateEventSourceMapping({ UUID, ParallelizationFactor: 1 });
    assert.equal(await width(), 1);
  },

  async 'tells metrics of high resolution in periods of five seconds'() {
    const at = Math.floor(Date.now() / 5_000) * 5_000 - 30_000;
    const point = (seconds: number, Value: number) => ({
      MetricName: 'Fine',
      Timestamp: new Date(at + seconds * 1_000),
      StorageResolution: 1,
      Value,
    });
    await cloudwatch.putMetricData({ Namespace: 'Check', MetricData: [point(0, 1), point(4, 2), point(5, 4)] });
    const Metric = { Namespace: 'Check', MetricName: 'Fine' };
    const sum = (Id: string, Period: number) => ({ Id, MetricStat: { Metric, Period, Stat: 'Sum' } });
    const values = await until('both periods', async () => {
      const { MetricDataResults = [] } = await cloudwatch.getMetricData({
        StartTime: new Date(at),
        EndTime: new Date(at + 10_000),
        ScanBy: 'TimestampAscending',
        // Each query has its own period: a longer one beside it changes nothing.
        MetricDataQueries: [sum('fine', 5), sum('coarse', 60)],
      });
      const found = MetricDataResults[0]?.Values ?? [];
      return found.length >= 2 && found;
    });
    assert.deepEqual(values, [3, 4]);
  },

  async 'finds lines in the log of a function'() {
    await warm('OnRegulatedQueue', 1);
    const body = JSON.stringify({ logGroupName: nameOf('OnRegulatedQueueLogs') });
    const headers = {
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
      'content-type': 'application/x-amz-json-1.1',
    };
    await until('a line', async () => {
      const answer = await rawRequest('logs', '/', { method: 'POST', headers, body });
      const { events = [] } = (await answer.json()) as { events?: { message: string; timestamp: number }[] };
      return events.some(({ message, timestamp }) => message.includes('START') && timestamp > 0);
    });
  },
};

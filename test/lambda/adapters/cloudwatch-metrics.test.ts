import * as sdk from '@aws-sdk/client-cloudwatch';
import { cloudWatchMetrics } from '../../../lambda/adapters/cloudwatch-metrics';
import type { MetricFigures, MetricQuery } from '../../../lambda/scaling/host';
import { pointed, Stub, StubAnswer } from './stub';

const NOON = 1_795_521_600;

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

const query = (name: string): MetricQuery => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: 'orders' },
  statistic: 'Sum',
  period: 60,
});
const ask = (...names: string[]): Promise<readonly MetricFigures[]> =>
  cloudWatchMetrics(pointed(sdk, stub.url))(names.map(query), NOON - 120, NOON);

const json = (body: object, status = 200): StubAnswer => ({ status, body: JSON.stringify(body) });
const result = (Id: string, Values: number[], StatusCode = 'Complete'): object => ({
  Id,
  StatusCode,
  Timestamps: Values.map((_, index) => NOON - 120 + 60 * index),
  Values,
});

describe('metrics of CloudWatch', () => {
  it('are asked for by name, dimensions, statistic and period', async () => {
    stub.answer = () => json({ MetricDataResults: [] });
    await ask('NumberOfMessagesSent');
    expect(stub.json).toEqual({
      MetricDataQueries: [
        {
          Id: 'm0',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'NumberOfMessagesSent',
              Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
            },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
      StartTime: NOON - 120,
      EndTime: NOON,
      ScanBy: 'TimestampAscending',
    });
  });

  it('come in the order in which they were asked for, by the begin of their period', async () => {
    stub.answer = () => json({ MetricDataResults: [result('m1', [7]), result('m0', [1, 2])] });
    expect(await ask('a', 'b')).toEqual([
      { points: new Map([NOON - 120, NOON - 60].map((at, index) => [at, index + 1])), whole: true },
      { points: new Map([[NOON - 120, 7]]), whole: true },
    ]);
  });

  it('are put together from all pages, the last of which says whether a metric is complete', async () => {
    const pages = [
      { MetricDataResults: [result('m0', [1], 'PartialData'), result('m1', [], 'PartialData')], NextToken: 'more' },
      { MetricDataResults: [{ ...result('m0', [2]), Timestamps: [NOON - 60] }, result('m1', [], 'InternalError')] },
    ];
    stub.answer = () => json(pages[stub.requests.length - 1]);
    const [first, second] = await ask('a', 'b');
    expect([[...first.points.values()], first.whole]).toEqual([[1, 2], true]);
    expect([second.points.size, second.whole]).toEqual([0, false]);
    expect(stub.json).toMatchObject({ NextToken: 'more' });
  });

  test.each(['PartialData', 'InternalError', 'Forbidden'])('that are %s are not whole', async (status) => {
    stub.answer = () => json({ MetricDataResults: [result('m0', [1], status)] });
    expect(await ask('a')).toMatchObject([{ whole: false }]);
  });

  it('that CloudWatch says nothing of are not whole either', async () => {
    stub.answer = () => json({});
    expect(await ask('a')).toEqual([{ points: new Map(), whole: false }]);
  });

  it('without end are given up, and are not whole', async () => {
    stub.answer = () => json({ MetricDataResults: [result('m0', [1])], NextToken: 'more' });
    expect(await ask('a')).toMatchObject([{ whole: false }]);
    expect(stub.requests).toHaveLength(20);
  });

  it('that are refused are an error', async () => {
    stub.answer = () => json({ __type: 'com.amazonaws.cloudwatch#AccessDenied', message: 'no' }, 400);
    await expect(ask('a')).rejects.toThrow();
  });
});

import type { Context } from 'aws-lambda';
import { Stub, StubAnswer } from '../adapters/stub';
import { Table } from '../adapters/table';
import { queueFlow } from './flows';

/** What the regulator needs of AWS, in this process. */
interface Surroundings {
  readonly ssm: Stub;
  readonly cloudwatch: Stub;
  readonly sqs: Stub;
  readonly lambda: Stub;
  readonly table: Table;
}

/** No module that the compiler knows. */
const BUNDLE: string = '../../../dist/assets/scaling/index.js';

const env = { ...process.env };
const printed: string[] = [];
let around: Surroundings;
let handler: (event: object, context: Context) => Promise<void>;

const json = (body: object): StubAnswer => ({ body: JSON.stringify(body) });

beforeAll(async () => {
  const [ssm, cloudwatch, sqs, lambda] = await Promise.all([1, 2, 3, 4].map(() => Stub.start()));
  around = { ssm, cloudwatch, sqs, lambda, table: await Table.start() };
  process.env = {
    ...env,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_DYNAMODB: around.table.stub.url,
    SLUICE_SETTINGS: JSON.stringify({ regulator: 'r', stateTable: 'state' }),
  };
  const flow = queueFlow('orders', { queueUrl: `${sqs.url}/111122223333/orders` });
  ssm.answer = () => json({ Parameters: [{ Name: '/sluice-regulator/r/orders', Value: JSON.stringify(flow) }] });
  cloudwatch.answer = ({ body }) =>
    json({ MetricDataResults: (JSON.parse(body) as Asked).MetricDataQueries.map(figures) });
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
  jest.spyOn(console, 'warn').mockImplementation((line) => void printed.push(String(line)));
  // The bundle, not its source: minifying is part of what is deployed.
  ({ handler } = (await import(BUNDLE)) as { handler: typeof handler });
});

afterAll(async () => {
  jest.restoreAllMocks();
  process.env = env;
  const { table, ...stubs } = around;
  await Promise.all([table.stub, ...Object.values(stubs)].map((stub) => stub.stop()));
});

interface Query {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly MetricName: string } };
}

interface Asked {
  readonly MetricDataQueries: readonly Query[];
}

/** Of each of the last minutes: 60,000 records or milliseconds, and no errors. */
function figures({ Id, MetricStat }: Query): object {
  const minute = Math.floor(Date.now() / 60_000) * 60;
  const Timestamps = Array.from({ length: 5 }, (_, i) => minute - 60 * (5 - i));
  const isFault = /Errors|Throttles/.test(MetricStat.Metric.MetricName);
  return { Id, StatusCode: 'Complete', Timestamps, Values: Timestamps.map(() => (isFault ? 0 : 60_000)) };
}

function isAt(state: string, MaximumConcurrency: number): void {
  around.lambda.answer = () => json({ UUID: 'orders-mapping', State: state, ScalingConfig: { MaximumConcurrency } });
}

function waiting(messages: number): void {
  const name = 'ApproximateNumberOfMessages';
  const Attributes = { [name]: `${messages}`, [`${name}NotVisible`]: '0', [`${name}Delayed`]: '0' };
  around.sqs.answer = () => json({ Attributes });
}

test('the regulator as it is deployed raises the concurrency of a queue with too much to do, and says why', async () => {
  isAt('Enabled', 2);
  waiting(50_000);
  await handler({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
  const { body = '', method, url } = around.lambda.requests.at(-1) ?? {};
  expect(`${method} ${url}`).toBe('PUT /2015-03-31/event-source-mappings/orders-mapping');
  expect(
    (JSON.parse(body) as { ScalingConfig: { MaximumConcurrency: number } }).ScalingConfig.MaximumConcurrency,
  ).toBeGreaterThan(10);
  expect(JSON.parse(printed[0])).toMatchObject({ journal: 'regulation', flow: 'orders', outcome: 'set' });
  expect(JSON.parse(printed[1])).toMatchObject({ Pipeline: 'orders', Knob: 'maximum-concurrency' });
  expect(around.sqs.requests).toHaveLength(1);
  expect([...around.table.items.keys()]).toEqual(['regulation#r#orders']);
});

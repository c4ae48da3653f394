import * as sdk from '@aws-sdk/client-kinesis';
import { streamCapacity, type StreamCapacityApi } from '../../../lambda/adapters/stream-capacity';
import { pointed, Stub, StubAnswer } from './stub';

const ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

const api = (): StreamCapacityApi => streamCapacity(pointed(sdk, stub.url));
const json = (body: object, status = 200): StubAnswer => ({ status, body: JSON.stringify(body) });
const summary = (parts: object): StubAnswer => json({ StreamDescriptionSummary: parts });
const target = (): unknown => stub.requests.at(-1)!.headers['x-amz-target'];

describe('the capacity of a stream', () => {
  it('is told by its summary, asked for by name or ARN', async () => {
    stub.answer = () => summary({ StreamStatus: 'ACTIVE', OpenShardCount: 4 });
    expect(await api().stream('clicks')).toEqual({ status: 'ACTIVE', openShards: 4 });
    expect([stub.json, target()]).toEqual([{ StreamName: 'clicks' }, 'Kinesis_20131202.DescribeStreamSummary']);
    await api().stream(ARN);
    expect(stub.json).toEqual({ StreamARN: ARN });
  });

  it('is what it is warmed for, in on-demand mode', async () => {
    const warm = { CurrentMiBps: 4, TargetMiBps: 8 };
    stub.answer = () => summary({ StreamStatus: 'UPDATING', OpenShardCount: 4, WarmThroughput: warm });
    expect(await api().stream(ARN)).toMatchObject({ status: 'UPDATING', warm: { current: 4, target: 8 } });
    stub.answer = () => summary({ StreamStatus: 'ACTIVE', OpenShardCount: 4, WarmThroughput: { TargetMiBps: 8 } });
    expect(await api().stream(ARN)).toMatchObject({ warm: { current: 8, target: 8 } });
  });

  test.each([{}, { StreamStatus: 'ACTIVE' }, { OpenShardCount: 4 }])('is not known of %j', async (parts) => {
    stub.answer = () => summary(parts);
    await expect(api().stream('clicks')).rejects.toThrow('does not tell');
  });

  it('is changed by number of shards, evenly', async () => {
    stub.answer = () => json({});
    await api().setShards('clicks', 6);
    expect([stub.json, target()]).toEqual([
      { StreamName: 'clicks', TargetShardCount: 6, ScalingType: 'UNIFORM_SCALING' },
      'Kinesis_20131202.UpdateShardCount',
    ]);
  });

  it('is changed by the throughput that it is warmed for', async () => {
    stub.answer = () => json({});
    await api().warm(ARN, 6);
    expect([stub.json, target()]).toEqual([
      { StreamARN: ARN, WarmThroughputMiBps: 6 },
      'Kinesis_20131202.UpdateStreamWarmThroughput',
    ]);
  });

  test.each(['LimitExceededException', 'ResourceInUseException', 'ValidationException'])(
    'stays as it is where AWS answers %s, and the error has that name',
    async (name) => {
      stub.answer = () => json({ __type: name, message: 'no' }, 400);
      await expect(api().setShards('clicks', 6)).rejects.toMatchObject({ name });
    },
  );
});

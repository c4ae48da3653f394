import * as sdk from '@aws-sdk/client-lambda';
import { functionCapacity, type FunctionCapacityApi } from '../../../lambda/adapters/function-capacity';
import { pointed, Stub, StubAnswer } from './stub';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

const api = (): FunctionCapacityApi => functionCapacity(pointed(sdk, stub.url));
const json = (body: object, status = 200): StubAnswer => ({ status, body: JSON.stringify(body) });
const refusal = (name: string, status: number): StubAnswer => ({
  ...json({ Type: 'User', message: 'no' }, status),
  headers: { 'x-amzn-errortype': name },
});
const called = (): string => `${stub.requests.at(-1)!.method} ${stub.requests.at(-1)!.url}`;

describe('an event source mapping', () => {
  it('tells its state and settings', async () => {
    stub.answer = () => json({ UUID: 'm', State: 'Updating', ScalingConfig: { MaximumConcurrency: 7 } });
    expect(await api().mapping('m')).toEqual({ state: 'Updating', maximumConcurrency: 7 });
    expect(called()).toBe('GET /2015-03-31/event-source-mappings/m');
    stub.answer = () => json({ UUID: 'm', State: 'Enabled', ParallelizationFactor: 3 });
    expect(await api().mapping('m')).toEqual({ state: 'Enabled', parallelizationFactor: 3 });
  });

  it('without a state is not known', async () => {
    stub.answer = () => json({ UUID: 'm' });
    await expect(api().mapping('m')).rejects.toThrow('does not tell its state');
  });

  test.each([{ ScalingConfig: { MaximumConcurrency: 9 } }, { ParallelizationFactor: 5 }])(
    'takes %j, and nothing else of it is touched',
    async (settings) => {
      stub.answer = () => json({ UUID: 'm', State: 'Updating' }, 202);
      await api().setMapping('m', settings);
      expect([stub.json, called()]).toEqual([settings, 'PUT /2015-03-31/event-source-mappings/m']);
    },
  );

  test.each([
    ['ResourceConflictException', 409],
    ['ResourceInUseException', 400],
    ['InvalidParameterValueException', 400],
  ])('that answers %s throws it', async (name, status) => {
    stub.answer = () => refusal(name, status);
    await expect(api().setMapping('m', { ParallelizationFactor: 5 })).rejects.toMatchObject({ name });
  });

  it('that is throttled is tried once more', async () => {
    stub.answer = () => refusal('TooManyRequestsException', 429);
    await expect(api().mapping('m')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(stub.requests).toHaveLength(2);
  });
});

describe('provisioned concurrency', () => {
  it('is what is allocated of what was requested', async () => {
    stub.answer = () =>
      json({
        RequestedProvisionedConcurrentExecutions: 10,
        AllocatedProvisionedConcurrentExecutions: 4,
        Status: 'IN_PROGRESS',
      });
    expect(await api().provisioned('fn', 'live')).toEqual({ allocated: 4, requested: 10, status: 'IN_PROGRESS' });
    expect(called()).toContain('/functions/fn/provisioned-concurrency?Qualifier=live');
  });

  it('is none where none was ever set; any other refusal is an error', async () => {
    stub.answer = () => refusal('ProvisionedConcurrencyConfigNotFoundException', 404);
    expect(await api().provisioned('fn', 'live')).toEqual({ allocated: 0, requested: 0 });
    stub.answer = () => refusal('ResourceNotFoundException', 404);
    await expect(api().provisioned('fn', 'live')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is set on the alias', async () => {
    stub.answer = () => json({}, 202);
    await api().provision('fn', 'live', 12);
    expect([stub.json, called()]).toEqual([
      { ProvisionedConcurrentExecutions: 12 },
      'PUT /2019-09-30/functions/fn/provisioned-concurrency?Qualifier=live',
    ]);
  });
});

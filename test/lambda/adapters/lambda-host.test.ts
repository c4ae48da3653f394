import type { HandlerSettings, TargetSettings } from '../../../lib/contract/settings';
import { readSettings } from '../../../lambda/adapters/environment';
import { createHost, createReplayHost } from '../../../lambda/adapters/lambda-host';
import { sweepHost } from '../../../lambda/adapters/sweep-host';
import { settingsOf } from '../fake-host';
import { Stub } from './stub';

const ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:replay';
const env = { ...process.env };

beforeEach(() => {
  process.env = { ...env, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
});
afterAll(() => (process.env = env));

describe('the settings of a handler', () => {
  it('are what its construct wrote into the environment', () => {
    const settings = settingsOf({ ordered: true });
    process.env.SLUICE_SETTINGS = JSON.stringify(settings);
    expect(readSettings()).toEqual(settings);
  });

  it('that are missing are named, with what to do', () => {
    delete process.env.SLUICE_SETTINGS;
    expect(() => readSettings()).toThrow(
      /SETTINGS_MISSING: SLUICE_SETTINGS is not set; deploy this handler by its construct/,
    );
  });
});

describe('the host inside AWS Lambda', () => {
  const targets: [TargetSettings, number][] = [
    [{ kind: 'function', functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }, 10_000],
    [{ kind: 'queue', queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q', fifo: false }, 10],
    [{ kind: 'stream', streamName: 's' }, 500],
    [{ kind: 'http', url: 'https://example.com', timeoutMillis: 1_000, headers: {} }, 10_000],
  ];

  test.each(targets)('has a way to %j, of %i records a call', (target, records) => {
    expect(createHost(settingsOf({ primary: target })).primary.maxRecords).toBe(records);
    expect(createHost(settingsOf({ fallback: target })).fallback?.maxRecords).toBe(records);
  });

  it('has no fallback and no replay where none is deployed', () => {
    const host = createHost(settingsOf());
    expect([host.fallback, host.startReplay]).toEqual([undefined, undefined]);
    expect(createReplayHost(settingsOf()).isReplaying).toBeUndefined();
  });

  it('keeps real time', async () => {
    const { clock } = createHost(settingsOf());
    const start = clock.now();
    await clock.sleep(30);
    expect(clock.now() - start).toBeGreaterThanOrEqual(28);
    expect(Math.abs(start - Date.now())).toBeLessThan(1_000);
    expect([clock.random() >= 0, clock.random() < 1]).toEqual([true, true]);
  });

  it('passes the trace on that this invocation belongs to', () => {
    const host = createHost(settingsOf());
    process.env._X_AMZN_TRACE_ID = 'Root=1-2-3';
    expect(host.traceId?.()).toBe('Root=1-2-3');
    delete process.env._X_AMZN_TRACE_ID;
    expect(host.traceId?.()).toBeUndefined();
  });

  it('publishes metrics and says what is wrong a line of JSON each, with the pipeline in it', () => {
    const [out, err] = [jest.spyOn(console, 'log'), jest.spyOn(console, 'warn')];
    for (const stream of [out, err]) stream.mockImplementation(() => undefined);
    const host = createHost(settingsOf());
    host.emit('{"Received":1}');
    host.log('archive failed', { error: 'SlowDown' });
    expect(out.mock.calls).toEqual([['{"Received":1}']]);
    expect(JSON.parse(err.mock.calls[0][0] as string)).toEqual({
      message: 'archive failed',
      pipeline: 'orders',
      error: 'SlowDown',
    });
    jest.restoreAllMocks();
  });

  it('starts a replay by its state machine, and knows whether one runs', async () => {
    const stub = await Stub.start();
    stub.answer = () => ({ body: JSON.stringify({ executionArn: 'arn', startDate: 1, executions: [{}] }) });
    process.env.AWS_ENDPOINT_URL_SFN = stub.url;
    const settings: HandlerSettings = settingsOf({ replayStateMachineArn: ARN });
    await createHost(settings).startReplay?.('healed-1', {});
    expect(stub.json).toMatchObject({ stateMachineArn: ARN, name: 'healed-1' });
    const host = sweepHost(createReplayHost(settings), `${ARN}-of-event`);
    expect(await host.isReplaying?.()).toBe(true);
    await host.startReplay?.('sweep-1', {});
    expect(stub.json).toMatchObject({ stateMachineArn: `${ARN}-of-event`, name: 'sweep-1' });
    await stub.stop();
  });
});

import { readSettings } from '../../../lambda/adapters/environment';
import { createRegulatorHost } from '../../../lambda/adapters/regulator-host';

const SETTINGS = { regulator: 'main', stateTable: 'state' };
const env = { ...process.env };

beforeEach(() => {
  process.env = { ...env, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
});
afterAll(() => (process.env = env));

describe('the settings of the regulator', () => {
  it('are what its construct wrote into the environment', () => {
    process.env.SLUICE_SETTINGS = JSON.stringify(SETTINGS);
    expect(readSettings()).toEqual(SETTINGS);
  });

  it('that are missing are named, with what to do', () => {
    delete process.env.SLUICE_SETTINGS;
    expect(() => readSettings()).toThrow(/SETTINGS_MISSING: SLUICE_SETTINGS is not set/);
  });
});

describe('the host of the regulator', () => {
  it('takes its own invocations for the sign that metrics come through', () => {
    process.env.AWS_LAMBDA_FUNCTION_NAME = 'regulator-function';
    expect(createRegulatorHost(SETTINGS).heartbeat).toMatchObject({
      namespace: 'AWS/Lambda',
      name: 'Invocations',
      dimensions: { FunctionName: 'regulator-function' },
    });
    delete process.env.AWS_LAMBDA_FUNCTION_NAME;
    expect(createRegulatorHost(SETTINGS).heartbeat).toBeUndefined();
  });

  it('prints metrics as they are, and what an operator should know with the name of the regulator', () => {
    const printed: unknown[] = [];
    jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(line));
    jest.spyOn(console, 'warn').mockImplementation((line) => void printed.push(JSON.parse(String(line))));
    const host = createRegulatorHost(SETTINGS);
    host.emit('{"_aws":{}}');
    host.log('some of it failed', { failures: 2 });
    expect(printed).toEqual(['{"_aws":{}}', { message: 'some of it failed', regulator: 'main', failures: 2 }]);
    jest.restoreAllMocks();
  });

  it('keeps real time', async () => {
    const { clock } = createRegulatorHost(SETTINGS);
    const start = clock.now();
    await clock.sleep(30);
    expect(clock.now() - start).toBeGreaterThanOrEqual(28);
    expect(clock.random()).toBeLessThan(1);
  });
});

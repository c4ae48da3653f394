import * as sdk from '@aws-sdk/client-sfn';
import { wholePrefix } from '../../../lib/contract/replay';
import { replayExecutions } from '../../../lambda/adapters/replay-executions';
import { pointed, Stub, StubAnswer } from './stub';

const ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:replay';

let stub: Stub;
beforeAll(async () => (stub = await Stub.start()));
afterAll(() => stub.stop());
afterEach(() => stub.reset());

const start = (name: string, input: object): Promise<void> =>
  replayExecutions(pointed(sdk, stub.url), ARN).startReplay(name, input);
const isRunning = (): Promise<boolean> => replayExecutions(pointed(sdk, stub.url), ARN).isReplaying();
const json = (body: object, status = 200): StubAnswer => ({ status, body: JSON.stringify(body) });

describe('a replay', () => {
  it('is started under its name, with all that its state machine reads', async () => {
    stub.answer = () => json({ executionArn: 'arn', startDate: 1 });
    const input = wholePrefix('spilled/orders/', 'healed');
    await start('healed-1', input);
    expect(stub.json).toEqual({ stateMachineArn: ARN, name: 'healed-1', input: JSON.stringify(input) });
  });

  it('that was started by another environment is started', async () => {
    stub.answer = () => json({ __type: 'ExecutionAlreadyExists', message: 'no' }, 400);
    await start('healed-1', {});
  });

  test.each(['StateMachineDoesNotExist', 'AccessDeniedException'])('that meets %s is not', async (type) => {
    stub.answer = () => json({ __type: type, message: 'no' }, 400);
    await expect(start('healed-1', {})).rejects.toThrow();
  });

  test.each([
    [[], false],
    [[{ executionArn: 'arn' }], true],
  ])('runs where it is listed as running: %j, %s', async (executions, expected) => {
    stub.answer = () => json({ executions });
    expect(await isRunning()).toBe(expected);
    expect(stub.json).toMatchObject({ stateMachineArn: ARN, statusFilter: 'RUNNING' });
  });

  it('does not run where the list says nothing', async () => {
    stub.answer = () => json({});
    expect(await isRunning()).toBe(false);
  });
});

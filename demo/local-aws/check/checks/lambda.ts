import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { lambda as client } from '../aws';
import { invoke } from '../calls';
import { nameOf } from '../deployment';
import type { Checks } from './checks';

interface About {
  readonly mark: string;
  readonly pid: number;
  readonly env: readonly string[];
}

export const lambda: Checks = {
  async 'answers a thrown error with its type, message and trace, and stays warm'() {
    const { pid } = await about('Warm');
    const { error, body } = await invoke('Warm', { act: 'throw' });
    const { errorType, errorMessage, trace } = body as { errorType: string; errorMessage: string; trace: unknown };
    assert.deepEqual([error, errorType, errorMessage], ['Unhandled', 'TypeError', 'as asked']);
    assert.ok(Array.isArray(trace));
    assert.equal((await about('Warm')).pid, pid, 'the environment did not survive a handler error');
  },

  async 'ends a call at its timeout, and tells a dead process'() {
    const began = Date.now();
    const late = await invoke('Plain', { act: 'sleep', ms: 6_000 });
    assert.match((late.body as { errorMessage: string }).errorMessage, /Task timed out after 2/);
    assert.ok(Date.now() - began < 5_000);
    const dead = await invoke('Plain', { act: 'kill' });
    assert.deepEqual([dead.error, (dead.body as { errorType: string }).errorType], ['Unhandled', 'Runtime.ExitError']);
  },

  async 'starts a process once more that died before it was ready'() {
    assert.ok((await about('DiesOnce')).pid > 0);
    const { error, body } = await invoke('DiesAlways', { act: 'about' });
    assert.deepEqual([error, (body as { errorType: string }).errorType], ['Unhandled', 'Runtime.ExitError']);
  },

  async 'lets a running call finish when its function is updated, and calls the new one'() {
    const FunctionName = nameOf('Updated');
    await about('Updated');
    const running = invoke('Updated', { act: 'sleep', ms: 2_000 });
    await sleep(500);
    const { Environment } = await client.getFunctionConfiguration({ FunctionName });
    const Variables = { ...Environment?.Variables, MARK: 'two' };
    await client.updateFunctionConfiguration({ FunctionName, Environment: { Variables } });
    assert.equal((await about('Updated')).mark, 'two');
    assert.equal((await running).body, 2_000);
  },

  async 'refuses calls above the reserved concurrency'() {
    const FunctionName = nameOf('Refused');
    await client.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
    await assert.rejects(invoke('Refused', { act: 'about' }), { name: 'TooManyRequestsException' });
    await client.deleteFunctionConcurrency({ FunctionName });
  },

  async 'gives a function its own variables and none of the caller'() {
    const { env } = await about('OnTick');
    for (const name of ['AWS_REGION', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_ACCESS_KEY_ID', 'TABLE']) {
      assert.ok(env.includes(name), `${name} is missing`);
    }
    for (const name of ['CDK_HOME', 'JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', 'npm_lifecycle_event']) {
      assert.ok(!env.includes(name), `${name} leaked`);
    }
  },

  async 'continues a trace from function to function'() {
    const [caller, called] = (await invoke('Relay', { act: 'relay', to: nameOf('Answer') })).body as string[];
    assert.match(caller ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
    assert.equal(called?.split(';')[0], caller?.split(';')[0]);
    const [again] = (await invoke('Relay', { act: 'relay', to: nameOf('Answer') })).body as string[];
    assert.notEqual(again?.split(';')[0], caller?.split(';')[0]);
  },
};

async function about(fn: string): Promise<About> {
  return (await invoke(fn, { act: 'about' })).body;
}

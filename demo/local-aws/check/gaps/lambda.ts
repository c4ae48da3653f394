import assert from 'node:assert/strict';
import { lambda } from '../aws';
import { callsOf, invoke, mappingOf } from '../calls';
import { nameOf } from '../deployment';
import { until } from '../until';
import type { EvidenceOf } from './evidence';

export const lambdaGaps: EvidenceOf = {
  async 'Lambda: all Node.js runtimes'() {
    const { body } = await invoke('Plain', { act: 'about' });
    assert.equal((body as { node: string }).node, process.version);
    assert.equal((await invoke('Answer', { act: 'fill', megabytes: 200 })).body, 200_000_000);
  },

  async 'Lambda: event source mappings change at once'() {
    const UUID = await mappingOf('OnPoison');
    const { State } = await lambda.updateEventSourceMapping({ UUID, MaximumRetryAttempts: 1 });
    assert.equal(State, 'Enabled');
  },

  async 'Lambda: provisioned concurrency is there at once'() {
    const FunctionName = nameOf('Answer');
    const { Version } = await lambda.publishVersion({ FunctionName });
    const alias = { FunctionName, Qualifier: 'check' };
    await lambda.createAlias({ FunctionName, Name: alias.Qualifier, FunctionVersion: Version });
    await lambda.putProvisionedConcurrencyConfig({ ...alias, ProvisionedConcurrentExecutions: 3 });
    const { AllocatedProvisionedConcurrentExecutions, Status } = await lambda.getProvisionedConcurrencyConfig(alias);
    assert.deepEqual([Status, AllocatedProvisionedConcurrentExecutions], ['READY', 3]);
    await lambda.deleteProvisionedConcurrencyConfig(alias);
    await lambda.deleteAlias({ FunctionName, Name: alias.Qualifier });
  },

  async 'Lambda: a failed asynchronous call'() {
    const Payload = JSON.stringify({ item: true, key: 'late', options: { run: 'async', spoil: 'late' } });
    await lambda.invoke({ FunctionName: nameOf('Answer'), InvocationType: 'Event', Payload });
    const attempts = async () => (await callsOf('Answer')).filter(({ names: [name] }) => name === 'async:late');
    await until('three attempts', async () => (await attempts()).length === 3, 15);
  },
};

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lambda, sqs } from '../aws';
import { callsOf, cameInOrder, count, mappingOf, mostAtOnce, namesSeenBy, warm } from '../calls';
import { nameOf, PYTHON } from '../deployment';
import { drain, records, send } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

/** Of the queues of the check's stack, see stack/queues.ts. */
const VISIBILITY_MILLIS = 5_000;

export const sqsMapping: Checks = {
  async 'brings no message back that was deleted while a client deleted others'() {
    assert.ok((await cameBack('--stock')) > 0, 'the race is not there any more: is the mend needed?');
    assert.equal(await cameBack(), 0);
  },

  async 'gathers batches above 10 in its window, and keeps to MaximumConcurrency'() {
    await send(
      'BulkQueue',
      records(900, (i) => ({ name: `q${i}`, ms: i % 50 === 0 ? 150 : 0 })),
    );
    await until('all messages', async () => new Set(await namesSeenBy('OnBulkQueue')).size === 900, 60);
    const calls = await callsOf('OnBulkQueue');
    assert.equal(Math.max(...calls.map(({ names }) => names.length)), 100);
    const most = mostAtOnce(calls);
    assert.ok(most > 1 && most <= 3, `${most} batches at a time`);
  },

  async 'returns only what was reported, after the visibility timeout, counted'() {
    await warm('OnRetryQueue', 2);
    const sentAt = Date.now();
    await send('RetryQueue', [{ name: 'fine' }, { name: 'flaky', act: 'report', times: 1 }]);
    await until('the second delivery', async () => count(await namesSeenBy('OnRetryQueue'), 'flaky') === 2);
    const [first, second] = (await callsOf('OnRetryQueue')).filter(({ names }) => names.includes('flaky'));
    assert.ok(first && second);
    assert.ok(second.started - sentAt >= VISIBILITY_MILLIS, 'came back too soon');
    assert.deepEqual([first.receives?.[0], second.receives?.[second.names.indexOf('flaky')]], [1, 2]);
    assert.equal(count(await namesSeenBy('OnRetryQueue'), 'fine'), 1);
  },

  async 'returns a thrown and a killed batch, and moves what always fails to the dead letters'() {
    await warm('OnFailQueue', 3);
    const sentAt = Date.now();
    await send('FailQueue', [{ name: 'thrown', act: 'throw', times: 1 }]);
    await send('FailQueue', [{ name: 'killed', act: 'kill', times: 1 }]);
    await send('FailQueue', [{ name: 'dead', act: 'report' }]);
    await until('both', async () => {
      const seen = await namesSeenBy('OnFailQueue');
      return count(seen, 'thrown') === 2 && count(seen, 'killed') === 1;
    });
    const [letter, ...others] = await until('the dead letter', async () => {
      const found = await drain('FailDead');
      return found.length > 0 && found;
    });
    assert.deepEqual([JSON.parse(letter?.body ?? ''), others], [{ name: 'dead', act: 'report' }, []]);
    assert.ok(Math.abs(Number(letter?.attributes.SentTimestamp) - sentAt) < 5_000, 'enqueue time was not kept');
    assert.equal(count(await namesSeenBy('OnFailQueue'), 'dead'), 3);
  },

  async 'takes an unknown and a null identifier for a failure of the whole batch'() {
    await warm('OnMisnamedQueue', 2);
    for (const act of ['unknown', 'null'] as const) {
      await send('MisnamedQueue', [{ name: `${act}-a` }, { name: `${act}-b`, act, times: 1 }]);
      await until(act, async () => {
        const seen = await namesSeenBy('OnMisnamedQueue');
        return count(seen, `${act}-a`) === 2 && count(seen, `${act}-b`) === 2;
      });
    }
  },

  async 'brings throttled batches back, and a throttle counts as a delivery'() {
    const FunctionName = nameOf('OnBusyQueue');
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
    await send('BusyQueue', [{ name: 'patient' }]);
    await sleep(VISIBILITY_MILLIS + 1_500);
    await lambda.deleteFunctionConcurrency({ FunctionName });
    const calls = await until('the message', async () => {
      const found = await callsOf('OnBusyQueue');
      return found.length > 0 && found;
    });
    assert.ok((calls[0]?.receives?.[0] ?? 0) >= 2, 'throttled deliveries were not counted');
    await leavesDisabledQueuesAlone();
  },

  async 'keeps the order of FIFO groups through a failure, and groups do not wait for each other'() {
    await warm('OnFifoQueue', 4);
    const sent = records(24, (i) => ({
      name: `f${i}`,
      key: `g${i % 4}`,
      ...(i === 4 && { act: 'throw' as const, times: 1 }),
    }));
    await send('FifoQueue', sent);
    await until('24 messages', async () => new Set(await namesSeenBy('OnFifoQueue')).size === 24, 60);
    const calls = await callsOf('OnFifoQueue');
    assert.ok(calls.every(({ names }) => names.length <= 3));
    const seen = calls.flatMap(({ names }) => names);
    for (let group = 0; group < 4; group++) {
      const ofGroup = sent.filter(({ key }) => key === `g${group}`).map(({ name }) => name);
      assert.ok(cameInOrder(seen, ofGroup, true), `order of g${group}`);
    }
    const g0Returned = Math.max(...calls.filter(({ names }) => names.includes('f4')).map(({ started }) => started));
    const others = calls.filter(({ names }) => !names.includes('f4'));
    assert.ok(
      others.some(({ started }) => started < g0Returned),
      'a failed group held up the others',
    );
  },

  async 'hands on the trace header of a message'() {
    const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await sqs.sendMessage({
      QueueUrl: nameOf('FailQueue'),
      MessageBody: JSON.stringify({ name: 'traced' }),
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } },
    });
    const call = await until('the message', async () =>
      (await callsOf('OnFailQueue')).find(({ names }) => names.includes('traced')),
    );
    assert.equal(call.trace, trace);
  },
};

async function cameBack(...options: string[]): Promise<number> {
  const program = join('demo', 'local-aws', 'check', 'queue_race.py');
  const { stdout } = await promisify(execFile)(PYTHON, ['-B', program, ...options]);
  return Number(stdout.trim());
}

async function leavesDisabledQueuesAlone(): Promise<void> {
  const UUID = await mappingOf('OnBusyQueue');
  await lambda.updateEventSourceMapping({ UUID, Enabled: false });
  await send('BusyQueue', [{ name: 'later' }]);
  await sleep(2_500);
  assert.equal(count(await namesSeenBy('OnBusyQueue'), 'later'), 0, 'a disabled mapping delivered');
  await lambda.updateEventSourceMapping({ UUID, Enabled: true });
  await until('the message', async () => count(await namesSeenBy('OnBusyQueue'), 'later') === 1);
}

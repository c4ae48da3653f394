import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { lambda } from '../aws';
import { callsOf, cameInOrder, count, mappingOf, mostAtOnce, namesSeenBy, warm } from '../calls';
import { deployment, nameOf } from '../deployment';
import { type GivenUp, givenUpBy } from '../given-up';
import { drain, put, records } from '../records';
import { until } from '../until';
import type { Checks } from './checks';

export const kinesisMapping: Checks = {
  async 'runs the lanes of a shard at the same time and each key in order'() {
    await warm('OnLanes', 4);
    const sent = records(48, (i) => ({ name: `l${i}`, key: `k${i % 8}`, ms: 40 }));
    await put('Lanes', sent);
    await until('all records', async () => (await namesSeenBy('OnLanes')).length === sent.length);
    const calls = await callsOf('OnLanes');
    const most = mostAtOnce(calls);
    assert.ok(most > 1 && most <= 4, `${most} batches at a time`);
    const seen = await namesSeenBy('OnLanes');
    for (let key = 0; key < 8; key++) {
      const ofKey = sent.filter((r) => r.key === `k${key}`).map(({ name }) => name);
      assert.ok(cameInOrder(seen, ofKey), `order of k${key}`);
    }
  },

  async 'tries again from the lowest failed record on, as often as it may'() {
    const failing = { 3: { act: 'report' }, 6: { act: 'report', times: 1 } } as const;
    await put(
      'Partial',
      records(8, (i) => ({ name: `p${i}`, ...failing[i as 3 | 6] })),
    );
    const message = await lostMessage();
    // Attempts at p3: the first, and two retries.
    const seen = await namesSeenBy('OnPartial');
    const times = records(8, (i) => ({ name: `p${i}` })).map(({ name }) => count(seen, name));
    assert.deepEqual(times, [1, 1, 1, 3, 3, 3, 3, 3]);
    assert.equal(message.requestContext.condition, 'RetryAttemptsExhausted');
    assert.equal(message.requestContext.approximateInvokeCount, 3);
    assert.equal(message.KinesisBatchInfo.batchSize, 5);
    assert.equal(message.payload, undefined, 'SQS gets a pointer, not the records');
  },

  async 'halves a throwing batch until the bad record is alone, and stores it whole'() {
    await put(
      'Poison',
      records(8, (i) => ({ name: `b${i}`, ...(i === 5 && { act: 'throw' as const }) })),
    );
    const { key, stored, names } = await givenUpBy('OnPoison');
    const path =
      /^aws\/lambda\/[0-9a-f-]{36}\/shardId-0{12}\/\d{4}(\/\d\d){2}\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/;
    assert.match(key, path);
    assert.deepEqual([stored.KinesisBatchInfo.batchSize, ...names], [1, 'b5']);
    const wanted = ['b0', 'b1', 'b2', 'b3', 'b4', 'b6', 'b7'];
    await until('the others', async () => {
      const last = (await callsOf('OnPoison')).slice(-4).flatMap((call) => call.names);
      return wanted.every((name) => last.includes(name) || name < 'b5');
    });
    // 8, 4 (b0-b3 pass), 4, 2, 1: splitting is no retry, so b5 alone is tried twice.
    assert.equal(
      (await callsOf('OnPoison')).filter(({ names: [first, ...more] }) => first === 'b5' && !more.length).length,
      2,
    );
  },

  async 'takes an unknown and a null identifier for a failure of the whole batch'() {
    for (const act of ['unknown', 'null'] as const) {
      await put('Misnamed', [{ name: `stream-${act}-a` }, { name: `stream-${act}-b`, act, times: 1 }]);
      await until(act, async () => {
        const seen = await namesSeenBy('OnMisnamed');
        return count(seen, `stream-${act}-a`) === 2 && count(seen, `stream-${act}-b`) === 2;
      });
    }
  },

  async 'does not count throttles as attempts'() {
    const FunctionName = nameOf('OnBusy');
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
    await put('Busy', [{ name: 'patient' }]);
    await sleep(6_000);
    assert.deepEqual(await namesSeenBy('OnBusy'), []);
    await lambda.deleteFunctionConcurrency({ FunctionName });
    await until('the record', async () => (await namesSeenBy('OnBusy')).includes('patient'));
  },

  async 'tries a batch again whose worker was killed in the middle'() {
    const before = deployment.events('worker-died').length;
    await put('Killed', [{ name: 'before' }, { name: 'deadly', act: 'kill', times: 2 }]);
    await until('the records', async () => (await namesSeenBy('OnKilled')).length === 2);
    assert.ok(deployment.events('worker-died').length >= before + 2, 'the event log misses a death');
  },

  async 'keeps its place while it is disabled'() {
    const UUID = await mappingOf('OnPaused');
    await put('Paused', [{ name: 'one' }]);
    await until('the first', async () => (await namesSeenBy('OnPaused')).length === 1);
    await lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await put('Paused', [{ name: 'two' }, { name: 'three' }]);
    await sleep(2_500);
    assert.deepEqual(await namesSeenBy('OnPaused'), ['one']);
    await lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await until('the others', async () => (await namesSeenBy('OnPaused')).length === 3);
    assert.deepEqual(await namesSeenBy('OnPaused'), ['one', 'two', 'three']);
  },
};

async function lostMessage(): Promise<GivenUp> {
  const [message] = await until('the pointer', async () => {
    const found = await drain('Lost');
    return found.length > 0 && found;
  });
  return JSON.parse(message?.body ?? '') as GivenUp;
}

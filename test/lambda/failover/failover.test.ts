import type { HandlerSettings } from '../../../lib/contract/settings';
import { createFailover, FlowResponse } from '../../../lambda/failover/failover';
import { createWorld, deadline, DOWN, failure, settingsOf, throwing, World } from '../fake-host';
import { idsOf, message, messages, START, streamRecords } from '../records';

type Send = (records: readonly unknown[], millis?: number) => Promise<FlowResponse>;

interface Trial extends World {
  readonly send: Send;
  /** Metrics of the last invocation. */
  metrics(): Record<string, unknown>;
}

function createTrial(
  overrides: Partial<HandlerSettings> = {},
  options: { fallback?: boolean; chunk?: number } = {},
): Trial {
  const world = createWorld(options);
  world.primary.maxRecords = options.chunk ?? world.primary.maxRecords;
  const failover = createFailover(world.host(), settingsOf(overrides));
  return {
    ...world,
    send: (records, millis) => failover({ Records: records }, deadline(world.clock, millis)),
    metrics: () => world.emitted.at(-1)!,
  };
}

const NOTHING_BACK: FlowResponse = { batchItemFailures: [] };

function namesOf({ batchItemFailures }: FlowResponse): string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const cutOff = (zone: string) => (_: string, key: string) => {
  if (key.startsWith(zone)) throw new Error('SlowDown');
};

describe('each outcome of a record', () => {
  it('delivered: the primary took it', async () => {
    const { send, metrics, primary, lake } = createTrial();
    expect(await send(messages(3))).toEqual(NOTHING_BACK);
    expect(metrics()).toMatchObject({ Received: 3, Delivered: 3, Returned: 0, Leaked: 0, Latency: [1010, 1010, 1010] });
    expect([[...primary.taken], lake.writes]).toEqual([['m0', 'm1', 'm2'], []]);
  });

  it('diverted: the fallback took it', async () => {
    const { send, metrics, primary, fallback } = createTrial({}, { fallback: true });
    primary.behaviour = DOWN;
    expect(await send(messages(3))).toEqual(NOTHING_BACK);
    expect(metrics()).toMatchObject({ Received: 3, Delivered: 0, Diverted: 3, BreakerOpen: 1, FallbackOpen: 0 });
    expect(fallback!.taken.size).toBe(3);
  });

  it('spilled: no target took it, and its payload is in the lake with the reason', async () => {
    const { send, metrics, primary, lake, clock } = createTrial();
    primary.behaviour = DOWN;
    expect(await send(messages(3))).toEqual(NOTHING_BACK);
    expect(metrics()).toMatchObject({ Received: 3, Spilled: 3, FailedCalls: 3, BreakerOpen: 1 });
    expect(lake.envelopes('spilled/orders/dt=2026-11-24/hh=02/')[0]).toEqual({
      v: 2,
      id: 'm0',
      pipeline: 'orders',
      eventTime: START - 1_000,
      storedAt: clock.now(),
      attempts: 1,
      replays: 0,
      error: { code: 'HTTP_503', message: 'it said HTTP_503' },
      traceId: 'Root=1-67891233-abcdef012345678912345678',
      record: message('m0'),
      crc32: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
    });
  });

  it('quarantined: a healthy target refuses it', async () => {
    const { send, metrics, primary, lake } = createTrial();
    primary.behaviour = throwing((id) => id === 'm1');
    expect(await send(messages(3))).toEqual(NOTHING_BACK);
    expect(metrics()).toMatchObject({ Received: 3, Delivered: 2, Quarantined: 1 });
    expect(lake.envelopes('quarantined/')).toMatchObject([{ id: 'm1', error: { code: 'TypeError' } }]);
  });

  it('returned: the time was up before it was tried', async () => {
    const { send, metrics, lake } = createTrial();
    expect(namesOf(await send(messages(3), 50))).toEqual(['m0', 'm1', 'm2']);
    expect([metrics(), lake.writes]).toMatchObject([{ Received: 3, Returned: 3 }, []]);
  });

  it('returned by the sequence number, where it is of a stream', async () => {
    const { send } = createTrial({ ordered: true });
    const records = streamRecords(2);
    expect(namesOf(await send(records, 50))).toEqual(records.map(({ kinesis }) => kinesis.sequenceNumber));
  });

  it('none, of an empty batch', async () => {
    const { send, metrics, primary } = createTrial({ archive: true });
    expect(await send([])).toEqual(NOTHING_BACK);
    expect([metrics(), primary.calls]).toMatchObject([{ Received: 0, Leaked: 0 }, []]);
  });
});

describe('the last receive of a message', () => {
  it('is spilled rather than returned, or the source would dead-letter it', async () => {
    const { send, metrics, lake } = createTrial({ maxReceives: 3 });
    const records = [message('again', { receives: 2 }), message('last', { receives: 3 })];
    expect(namesOf(await send(records, 50))).toEqual(['again']);
    expect(metrics()).toMatchObject({ Returned: 1, Spilled: 1 });
    expect(lake.envelopes()).toMatchObject([{ id: 'last', attempts: 3, error: { code: 'DEADLINE' } }]);
  });

  it('is returned all the same where the lake is away: dead letters are kept', async () => {
    const { send, lake } = createTrial({ maxReceives: 3 });
    lake.fault = cutOff('spilled');
    expect(namesOf(await send([message('last', { receives: 3 })], 50))).toEqual(['last']);
  });
});

describe('a lake that takes its time', () => {
  it('has all that was spilled before the batch is acknowledged', async () => {
    const { send, lake, clock, primary } = createTrial({ maxReceives: 3 });
    lake.pause = () => clock.sleep(5_000);
    primary.behaviour = DOWN;
    await send(messages(3));
    expect(lake.ids('spilled/')).toHaveLength(3);
    await send([message('last', { receives: 3 })], 50);
    expect(lake.ids('spilled/')).toContain('last');
  });

  it('has all that was quarantined before the batch is acknowledged', async () => {
    const { send, lake, clock, primary } = createTrial();
    lake.pause = () => clock.sleep(5_000);
    primary.behaviour = throwing((id) => id !== 'm0');
    await send(messages(3));
    expect(lake.ids('quarantined/')).toHaveLength(2);
    await send([null]);
    expect(lake.ids('quarantined/')).toHaveLength(3);
  });

  it('brings back what it refuses in the end', async () => {
    const { send, lake, clock, primary } = createTrial();
    lake.pause = () => clock.sleep(5_000);
    lake.fault = cutOff('spilled');
    primary.behaviour = DOWN;
    expect(namesOf(await send(messages(3)))).toEqual(['m0', 'm1', 'm2']);
  });
});

describe('a lake that cannot be written', () => {
  it('brings back what it should have spilled, and no more', async () => {
    const { send, metrics, primary, lake, logged } = createTrial({}, { chunk: 2 });
    primary.behaviour = (_, call) => (call === 0 ? { kind: 'accepted' } : failure('outage'));
    lake.fault = cutOff('spilled');
    expect(namesOf(await send(messages(4)))).toEqual(['m2', 'm3']);
    expect(metrics()).toMatchObject({ Delivered: 2, Spilled: 0, Returned: 2, Leaked: 0 });
    expect(logged[0]).toMatchObject({ details: { error: 'SlowDown' } });
  });

  it('brings back the poison that it should have quarantined', async () => {
    const { send, metrics, primary, lake } = createTrial();
    primary.behaviour = throwing((id) => id === 'm1');
    lake.fault = cutOff('quarantined');
    expect(namesOf(await send(messages(3)))).toEqual(['m1']);
    expect(metrics()).toMatchObject({ Delivered: 2, Quarantined: 0, Returned: 1 });
  });

  it('brings the whole batch back where it should have archived it, whatever was delivered', async () => {
    const { send, metrics, lake, primary } = createTrial({ archive: true });
    lake.fault = cutOff('archive');
    expect(namesOf(await send(messages(3)))).toEqual(['m0', 'm1', 'm2']);
    expect(metrics()).toMatchObject({ Received: 3, Delivered: 0, Returned: 3, Leaked: 0 });
    expect(primary.taken.size).toBe(3);
  });

  it('stops an ordered batch: nothing of it is delivered behind what comes back', async () => {
    const { send, primary, lake } = createTrial({ ordered: true }, { chunk: 2 });
    const records = streamRecords(6, 1);
    primary.behaviour = (batch) =>
      idsOf(batch).includes(records[2].eventID) ? failure('outage') : { kind: 'accepted' };
    lake.fault = cutOff('spilled');
    expect(namesOf(await send(records))).toEqual(records.slice(2).map(({ kinesis }) => kinesis.sequenceNumber));
    expect([...primary.taken]).toEqual(idsOf(records.slice(0, 2)));
  });
});

describe('the archive', () => {
  it('holds every record of the batch under one key, with no error', async () => {
    const { send, lake } = createTrial({ archive: true });
    await send(messages(3));
    expect([lake.keys(), lake.ids('archive/')]).toMatchObject([{ length: 1 }, ['m0', 'm1', 'm2']]);
    expect(lake.envelopes()[0]).not.toHaveProperty('error');
  });

  it('is written before the batch is acknowledged', async () => {
    const { send, lake, clock } = createTrial({ archive: true });
    lake.pause = () => clock.sleep(5_000);
    await send(messages(3));
    expect(lake.ids('archive/')).toHaveLength(3);
  });
});

describe('what is no record', () => {
  const ODD = [
    null,
    7,
    'text',
    {},
    { messageId: 'a' },
    { messageId: 1, body: 'b' },
    { kinesis: { data: 'eA==' } },
    undefined,
  ];

  it('is quarantined whole, while the records beside it are delivered', async () => {
    const { send, metrics, lake, primary } = createTrial({ archive: true });
    expect(await send([message('a'), ...ODD, message('b')])).toEqual(NOTHING_BACK);
    expect([...primary.taken]).toEqual(['a', 'b']);
    expect(metrics()).toMatchObject({ Received: 10, Delivered: 2, Quarantined: 8, Leaked: 0 });
    const stored = lake.envelopes('quarantined/');
    expect(stored.map(({ record }) => record).sort()).toEqual(ODD.sort());
    expect(new Set(stored.map(({ error }) => error?.code))).toEqual(new Set(['UNDECODABLE']));
    expect(lake.ids('archive/')).toEqual(['a', 'b']);
  });

  it('has one copy, however often it comes', async () => {
    const { send, lake } = createTrial();
    for (let i = 0; i < 5; i++) await send([{ odd: true }]);
    expect(lake.keys()).toHaveLength(1);
  });

  it('fails the invocation where it cannot be stored: nobody can name it to its source', async () => {
    const { send, metrics, lake } = createTrial();
    lake.fault = cutOff('quarantined');
    await expect(send([message('a'), null])).rejects.toThrow('SlowDown');
    expect(metrics()).toMatchObject({ Received: 2, Delivered: 0, Quarantined: 0, Returned: 2, Leaked: 0 });
  });
});

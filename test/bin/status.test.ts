import { NOW, alarm, entry, FakeAws, fakeHost, lines } from './fake-host';

function busy() {
  const aws = new FakeAws(
    entry(),
    entry({ pipeline: 'Clicks', source: { kind: 'stream', address: 'clicks' }, handlerName: 'clicks-failover' }),
  );
  // Pipelines are sorted: Clicks is 0, Orders is 1.
  aws.values.set('received_1', [1_000, 200]).set('delivered_1', [900]).set('diverted_1', [100]).set('spilled_1', [200]);
  aws.values.set('p99_1', [80, 3_400]).set('age_0', [9_000, 42_000]);
  aws.queues.set('https://sqs/1/orders', { visible: 7, inFlight: 3, delayed: 0 });
  aws.queues.set('https://sqs/1/orders-dlq', { visible: 1, inFlight: 1, delayed: 0 });
  aws.items.set(
    'breaker#Orders#primary',
    JSON.stringify({ kind: 'open', since: NOW - 90_000, probeAt: NOW + 20_000, failedProbes: 2 }),
  );
  aws.lake.set('spilled/Orders/dt=2026-11-24/hh=03/1-a.ndjson', lines(3, NOW));
  aws.running.push({
    arn: 'x',
    name: 'healed-7',
    startedAt: NOW - 5_000,
    input: '{"prefix":"spilled/Orders/","reason":"healed"}',
  });
  aws.alarmsKnown = [
    alarm({ state: 'ALARM', reason: '1 of 1 above 0' }),
    alarm({ name: 'else', state: 'ALARM', dimensions: [['Pipeline', 'Else']] }),
  ];
  return fakeHost(aws);
}

test('status shows the flow of every pipeline, what waits and what is wrong', async () => {
  const { sluice, terminal } = busy();
  expect(await sluice('status')).toBe(0);
  const text = terminal.text.replace(/ +/g, ' ');
  expect(text).toContain('Orders 1,200 900 100 200 0 0 0 0 – 3.4 s');
  expect(text).toContain('queue 7 waiting, 3 in flight');
  expect(text).toContain('dead letters 2 messages');
  expect(text).toContain('primary OPEN for 1m 30s, next probe in 20 s');
  expect(text).toContain('fallback closed');
  expect(text).toContain('spilled 1 object, 101 B');
  expect(text).toContain('quarantined nothing waits');
  expect(text).toContain('replays healed-7: spilled/Orders/ for 5 s (healed)');
  expect(text).toContain('alarms Orders-outage: 1 of 1 above 0');
  expect(text).toContain('stream 42 s behind');
  expect(text).not.toContain('damaged');
  expect(text).not.toContain('else');
});

test('status says how often a replay met damaged objects of the lake', async () => {
  const { sluice, aws, terminal } = busy();
  aws.values.set('damaged_0', [2, 1]);
  expect(await sluice('status Orders')).toBe(0);
  expect(terminal.text.replace(/ +/g, ' ')).toContain('damaged a replay met damaged objects 3 times and left them');
  terminal.outLines.length = 0;
  await sluice('status Orders --json');
  expect(JSON.parse(terminal.text)).toMatchObject([{ damagedSightings: 3 }]);
});

test('status as JSON tells the same facts to programs', async () => {
  const { sluice, terminal } = busy();
  expect(await sluice('status Orders --json --since 1h')).toBe(0);
  const [orders] = JSON.parse(terminal.text);
  expect(orders).toMatchObject({
    pipeline: 'Orders',
    from: '2026-11-24T03:00:00.000Z',
    deadLetters: 2,
    breakers: { primary: { kind: 'open' }, fallback: { kind: 'closed' } },
    spilled: { objects: 1, complete: true },
    alarms: [{ name: 'Orders-outage' }],
    problems: [],
  });
});

test('metrics are asked for by pipeline, with a percentile over the whole window', async () => {
  const { sluice, aws } = fakeHost();
  await sluice('status Orders --since 2h');
  expect(aws.queries).toContainEqual({
    id: 'leaked_0',
    namespace: 'Sluice',
    metric: 'Leaked',
    dimensions: { Pipeline: 'Orders' },
    stat: 'Sum',
    periodSeconds: 60,
  });
  expect(aws.queries).toContainEqual(expect.objectContaining({ metric: 'Latency', stat: 'p99', periodSeconds: 7_200 }));
});

test('a missing permission hides one part, is named with its remedy, and makes the exit code 1', async () => {
  const { sluice, aws, terminal } = fakeHost();
  aws.denied = 'dynamodb:GetItem';
  expect(await sluice('status Orders')).toBe(1);
  expect(terminal.text).toMatch(/primary +\?/);
  expect(terminal.text).toMatch(/dead letters +none/);
  expect(terminal.noted).toContain('AccessError ACCESS_DENIED: the caller may not dynamodb:GetItem on arn:aws:thing');
  expect(terminal.noted).toContain('"Action":"dynamodb:GetItem"');
});

test('a pipeline that is not there is answered with those that are', async () => {
  const { sluice, terminal } = fakeHost(new FakeAws(entry(), entry({ pipeline: 'Clicks' })));
  expect(await sluice('status orders')).toBe(1);
  expect(terminal.noted).toContain(
    "DeploymentError PIPELINE_UNKNOWN: no pipeline 'orders' in us-east-1; known: Clicks, Orders",
  );
  expect(terminal.noted).toContain('did you mean Orders?');
});

test('no pipeline at all, and an unreadable entry, are said as such', async () => {
  const none = fakeHost(new FakeAws());
  expect(await none.sluice('status')).toBe(1);
  expect(none.terminal.noted).toContain('PIPELINE_NONE: no pipeline is deployed in us-east-1');
  const odd = fakeHost();
  odd.aws.directory.set('/sluice/Odd', '{"v":2}');
  expect(await odd.sluice('status')).toBe(1);
  expect(odd.terminal.noted).toContain('DIRECTORY_UNREADABLE: parameter /sluice/Odd');
});

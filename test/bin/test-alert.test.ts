import { alarm, entry, FakeAws, fakeHost } from './fake-host';

test('rings the outage alarm as a test, puts it back, and names who was told', async () => {
  const { sluice, aws, terminal } = fakeHost();
  expect(await sluice('test-alert Orders')).toBe(0);
  expect(aws.alarmStates).toEqual([
    expect.stringContaining('Orders-outage ALARM: TEST by "sluice test-alert Orders"'),
    expect.stringContaining('Orders-outage OK: The test is over.'),
  ]);
  expect(terminal.text).toContain('Told 1 subscriber:\n  email  ops@example.com');
});

test('fails, and touches no alarm, when nobody is subscribed', async () => {
  const { sluice, aws, terminal } = fakeHost();
  aws.topic = [];
  expect(await sluice('test-alert Orders')).toBe(1);
  expect(aws.alarmStates).toEqual([]);
  expect(terminal.noted).toContain(
    'AlertError NOBODY_SUBSCRIBED: nobody is subscribed to arn:aws:sns:us-east-1:1:alerts',
  );
  expect(terminal.noted).toContain('aws sns subscribe --topic-arn arn:aws:sns:us-east-1:1:alerts');
});

test('a subscription that waits for its confirmation is nobody', async () => {
  const { sluice, aws, terminal } = fakeHost();
  aws.topic = [{ protocol: 'email', address: 'new@example.com', confirmed: false }];
  expect(await sluice('test-alert Orders')).toBe(1);
  expect(terminal.noted).toContain('not confirmed: email  new@example.com');
  expect(terminal.noted).toContain('waits to be confirmed');
});

test('a message alone leaves the alarm as it is', async () => {
  const { sluice, aws } = fakeHost();
  expect(await sluice('test-alert Orders --message-only')).toBe(0);
  expect(aws.alarmStates).toEqual([]);
  expect(aws.published).toEqual([
    { subject: 'TEST: Sluice pipeline Orders', message: expect.stringContaining('nothing is wrong') },
  ]);
});

test('an action that CloudWatch could not carry out fails the test, and the alarm still goes back to OK', async () => {
  const { sluice, aws, terminal } = fakeHost();
  aws.history = [
    'Failed to execute action arn:aws:sns:us-east-1:1:alerts. Received error: "CloudWatch Alarms is not authorized"',
  ];
  expect(await sluice('test-alert Orders')).toBe(1);
  expect(terminal.noted).toContain('AlertError ACTION_FAILED');
  expect(aws.alarmStates.at(-1)).toContain('Orders-outage OK');
});

test('where CloudWatch says nothing of its actions the test ends nevertheless, and says so', async () => {
  const { sluice, aws, terminal } = fakeHost();
  aws.history = [];
  expect(await sluice('test-alert Orders')).toBe(0);
  expect(terminal.noted).toContain('CloudWatch wrote down no action within 5 s');
});

test.each([
  ['is ringing already', { state: 'ALARM', reason: 'real' }, 'ALARM_RINGING'],
  ['has its actions disabled', { actionsEnabled: false }, 'ACTIONS_DISABLED'],
  ['tells another topic', { alarmActions: ['arn:other'] }, 'TOPIC_NOT_TOLD'],
  ['does not exist', { name: 'another' }, 'ALARM_NONE'],
])('an alarm that %s is not rung', async (_what, over, code) => {
  const { sluice, aws, terminal } = fakeHost();
  aws.alarmsKnown = [alarm(over)];
  expect(await sluice('test-alert Orders')).toBe(1);
  expect(terminal.noted).toContain(code);
  expect(aws.alarmStates).toEqual([]);
});

test('a pipeline without a topic is told to get one', async () => {
  const { sluice, terminal } = fakeHost(new FakeAws(entry({ alertTopicArn: undefined })));
  expect(await sluice('test-alert Orders')).toBe(1);
  expect(terminal.noted).toContain('TOPIC_NONE: pipeline Orders has no alert topic');
});

import { Duration, type Stack } from 'aws-cdk-lib';
import { DataPipeline, FunctionTarget, type IdempotencyOptions, QueueSource } from '../../../lib';
import { consumer, newStack, settingsOf } from '../stacks';

function pipeline(idempotency?: IdempotencyOptions): Stack {
  const stack = newStack();
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  new DataPipeline(stack, 'Orders', { source: new QueueSource(), target, idempotency });
  return stack;
}

const DAY = 86_400_000;

test.each([
  ['14 days', {}, 14 * DAY],
  ['the time given', { timeToLive: Duration.days(3) }, 3 * DAY],
])('handler and replay remember for %s what they delivered', (_what, options, idempotencyMillis) => {
  const stack = pipeline(options);
  for (const id of [/HandlerFunction/, /ReplayFunction/]) {
    expect(settingsOf(stack, id)).toMatchObject({ idempotencyMillis, stateTable: '<token>' });
  }
});

test('by default they remember nothing, and write nothing', () =>
  expect(settingsOf(pipeline(), /HandlerFunction/)).not.toHaveProperty('idempotencyMillis'));

test.each([Duration.minutes(59), Duration.days(367)])('a time of %s is refused', (timeToLive) =>
  expect(() => pipeline({ timeToLive })).toThrow(/SLUICE_IDEMPOTENCY.*timeToLive must be/),
);

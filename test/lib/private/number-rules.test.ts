import { Duration, Lazy } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { checkNumbers, knownSeconds } from '../../../lib/private/number-rules';
import { SluiceError } from '../../../lib/private/sluice-error';
import { newStack } from '../stacks';

const RULES = { batchSize: { code: 'SLUICE_BATCH_SIZE', min: 1, max: 10 } } as const;
const stack = newStack();

function accepts(batchSize: number): boolean {
  try {
    checkNumbers(stack, RULES, { batchSize });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(SluiceError);
    expect((error as SluiceError).code).toBe('SLUICE_BATCH_SIZE');
    return false;
  }
}

test('exactly the whole numbers within the limits are accepted', () =>
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: -5, max: 20 }), fc.double({ min: -5, max: 20 })), (value) =>
      expect(accepts(value)).toBe(Number.isInteger(value) && value >= 1 && value <= 10),
    ),
  ));

test.each([NaN, Infinity, -Infinity])('%d is refused', (value) => expect(accepts(value)).toBe(false));

test('tokens and absent values pass', () => {
  expect(accepts(Lazy.number({ produce: () => 99 }))).toBe(true);
  expect(() => checkNumbers(stack, RULES, {})).not.toThrow();
});

test('a duration that is a token has no known seconds', () => {
  expect(knownSeconds(Duration.seconds(Lazy.number({ produce: () => 1 })))).toBeUndefined();
  expect(knownSeconds(undefined)).toBeUndefined();
  expect(knownSeconds(Duration.millis(1_500))).toBe(1.5);
});

import { excludedAt } from '../../../../lib/control/observing/excluded';

const day = { fromMinute: 60, toMinute: 120 };
const night = { fromMinute: 1_380, toMinute: 60 };
const at = (minute: number): number => 1_795_478_400 + minute * 60 + 59;

describe('excluded times', () => {
  test.each([
    [59, undefined],
    [60, day],
    [119, day],
    [120, undefined],
  ])('minute %i of the day', (minute, expected) => expect(excludedAt([day], at(minute))).toBe(expected));

  test.each([
    [1_379, undefined],
    [1_380, night],
    [1_439, night],
    [0, night],
    [59, night],
    [60, undefined],
  ])('minute %i, of a stretch over midnight', (minute, expected) => {
    expect(excludedAt([night], at(minute))).toBe(expected);
  });
});

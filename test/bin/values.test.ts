import * as fc from 'fast-check';
import { bytes, duration } from '../../bin/cli/format';
import {
  parseDuration,
  parseDurationWithin,
  parseEndpoint,
  parseInstant,
  parseWholeNumber,
} from '../../bin/cli/values';
import { NOW } from './fake-host';

describe('a duration', () => {
  test.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
  ])('%s is %d ms', (text, millis) => expect(parseDuration('--since', text)).toBe(millis));

  test.each(['', '5', 'm', '5x', '0m', '-15m', '1h 30m', '1.h'])(
    "'%s' is refused with the value got and what is allowed",
    (text) => {
      expect(() => parseDuration('--since', text)).toThrow(`--since is '${text}'; allowed: a duration`);
    },
  );

  test('outside its bounds is refused with the bounds', () => {
    expect(() => parseDurationWithin('--since', '30s', '1m', '15d')).toThrow("--since is '30s'; allowed: 1m to 15d");
    expect(() => parseDurationWithin('--since', '16d', '1m', '15d')).toThrow('allowed: 1m to 15d');
  });

  test('of whole units is read back from what is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 59 * 3_600 }), (seconds) => {
        const shown = duration(seconds * 1_000);
        const read = parseDuration('x', shown.replaceAll(' ', ''));
        expect(Math.abs(read - seconds * 1_000)).toBeLessThan(seconds >= 86_400 ? 3_600_000 : 60_000);
      }),
    );
  });
});

describe('an instant', () => {
  test.each([
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T03', '2026-11-24T03:00:00.000Z'],
    ['2026-11-24T03:30', '2026-11-24T03:30:00.000Z'],
    ['2026-11-24T03:30:15.250Z', '2026-11-24T03:30:15.250Z'],
    ['2026-11-24T03:30+01:00', '2026-11-24T02:30:00.000Z'],
    ['15m', '2026-11-24T03:45:00.000Z'],
    ['now', '2026-11-24T04:00:00.000Z'],
  ])('%s is %s, in UTC unless it says otherwise', (text, iso) => {
    expect(new Date(parseInstant('--from', text, NOW)).toISOString()).toBe(iso);
  });

  test.each(['yesterday', '2026-02-30', '2026-13-01', '2026-11-24T25:00', '24.11.2026', '1969-12-31'])(
    "'%s' is refused",
    (text) => {
      expect(() => parseInstant('--from', text, NOW)).toThrow(`--from is '${text}'; allowed: an ISO date`);
    },
  );

  test('survives being written as ISO, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), (millis) => {
        expect(parseInstant('--to', new Date(millis).toISOString(), NOW)).toBe(millis);
      }),
    );
  });
});

test('a number is whole and within its bounds, or refused', () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      const read = () => parseWholeNumber('--rate', String(value), 1, 1_000);
      if (value >= 1 && value <= 1_000) expect(read()).toBe(value);
      else expect(read).toThrow(`--rate is '${value}'; allowed: a whole number from 1 to 1000`);
    }),
  );
  for (const text of ['1e2', '0x10', '1.5', '', 'many'])
    expect(() => parseWholeNumber('--rate', text, 1, 1_000)).toThrow('allowed');
});

test('an endpoint is a web address', () => {
  expect(parseEndpoint('--endpoint', 'http://127.0.0.1:4566')).toBe('http://127.0.0.1:4566');
  for (const text of ['127.0.0.1:4566', 'localhost', 'ftp://x'])
    expect(() => parseEndpoint('--endpoint', text)).toThrow(`--endpoint is '${text}'`);
});

test('bytes are shown in the unit that keeps them short', () => {
  expect([0, 999, 4_080, 62_000, 1_500_000, 2e16].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '4.1 kB',
    '62 kB',
    '1.5 MB',
    '20 PB',
  ]);
});

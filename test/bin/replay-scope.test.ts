import * as fc from 'fast-check';
import { commonPrefix, listingPrefixes, mayHoldRecordsOf, overlap, resolvePrefix } from '../../bin/cli/replay-scope';
import { objectKey } from '../../lib/contract/lake';
import { END_OF_TIME } from '../../lib/contract/replay';
import { NOW } from './fake-host';

const HOUR = 3_600_000;

describe('the prefix of a replay', () => {
  test.each([
    ['spilled', 'spilled/Orders/'],
    ['spilled/', 'spilled/Orders/'],
    ['archive', 'archive/Orders/'],
    ['spilled/Orders', 'spilled/Orders/'],
    ['spilled/Orders/dt=2026-11-24', 'spilled/Orders/dt=2026-11-24'],
    ['aws/lambda/', 'aws/lambda/'],
  ])('%s means %s', (text, prefix) => expect(resolvePrefix('Orders', text)).toBe(prefix));

  test.each(['', 'spill', 'spilled/OrdersEU/', '/spilled/Orders/', 'replay-runs/'])(
    "'%s' is refused: it is not the pipeline's own",
    (text) => {
      expect(() => resolvePrefix('Orders', text)).toThrow(
        `--prefix is '${text}'; allowed: archive, spilled, quarantined`,
      );
    },
  );
});

describe('the listing of a time range', () => {
  const prefix = 'spilled/Orders/';

  test('covers a few hours by the hour, one more on either side', () => {
    expect(listingPrefixes({ prefix, from: NOW - HOUR, to: NOW }, 'Orders', NOW)).toEqual([
      'spilled/Orders/dt=2026-11-24/hh=02/',
      'spilled/Orders/dt=2026-11-24/hh=03/',
      'spilled/Orders/dt=2026-11-24/hh=04/',
    ]);
  });

  test('covers some days by the day, and without a range lists the whole', () => {
    expect(listingPrefixes({ prefix, from: NOW - 50 * HOUR, to: NOW }, 'Orders', NOW)).toEqual([
      'spilled/Orders/dt=2026-11-22/',
      'spilled/Orders/dt=2026-11-23/',
      'spilled/Orders/dt=2026-11-24/',
    ]);
    expect(listingPrefixes({ prefix, from: 0, to: END_OF_TIME }, 'Orders', NOW)).toEqual([prefix]);
  });

  test('takes a prefix within a zone as it is', () => {
    const deeper = `${prefix}dt=2026-11-24/`;
    expect(listingPrefixes({ prefix: deeper, from: NOW - HOUR, to: NOW }, 'Orders', NOW)).toEqual([deeper]);
  });

  test('misses no object of the range, lists none twice, and the narrowed prefix holds them all', () => {
    const time = fc.integer({ min: NOW - 300 * 24 * HOUR, max: NOW });
    fc.assert(
      fc.property(time, time, time, (a, b, eventTime) => {
        const scope = { prefix, from: Math.min(a, b), to: Math.max(a, b) + 1 };
        const prefixes = listingPrefixes(scope, 'Orders', NOW);
        const key = objectKey('spilled', 'Orders', [eventTime], 'abc');
        const matching = prefixes.filter((each) => key.startsWith(each)).length;
        expect(matching).toBeLessThanOrEqual(1);
        if (eventTime < scope.from || eventTime >= scope.to) return;
        expect(matching).toBe(1);
        expect(mayHoldRecordsOf(scope, key)).toBe(true);
        expect(key.startsWith(commonPrefix(prefixes))).toBe(true);
        expect(commonPrefix(prefixes).startsWith(prefix)).toBe(true);
      }),
    );
  });

  test('drops objects hours away, and keeps keys that name no hour', () => {
    const scope = { prefix, from: NOW - HOUR, to: NOW };
    expect(mayHoldRecordsOf(scope, objectKey('spilled', 'Orders', [NOW - 5 * HOUR], 'x'))).toBe(false);
    expect(mayHoldRecordsOf(scope, 'aws/lambda/uuid/shard/2026/11/24/x')).toBe(true);
  });
});

test('two replays overlap where an object can lie in both', () => {
  const whole = { prefix: 'spilled/Orders/', from: 0, to: END_OF_TIME };
  expect(overlap(whole, { prefix: 'spilled/Orders/dt=2026-11-24/', from: 5, to: 6 })).toBe(true);
  expect(overlap(whole, { ...whole, prefix: 'quarantined/Orders/' })).toBe(false);
  expect(overlap({ ...whole, to: 5 }, { ...whole, from: 5 })).toBe(false);
});

import { Account } from '../../../../lib/simulation/fuzz/account';
import { fuzz } from '../../../../lib/simulation/fuzz/fuzz';
import { streamSettings } from '../../control/regulation/settings';

const STREAM = streamSettings({ maxShards: 20, maxReshardsPerDay: 2 });

test('whatever is observed, no command is one that AWS refuses, and none leaves the limits', () => {
  const { observations, commands, refused } = fuzz(100, 20_261_124);
  expect(refused).toEqual([]);
  // A regulator that never says anything is never refused anything.
  expect(commands).toBeGreaterThan(observations / 20);
});

describe('the account that refuses', () => {
  const account = (): Account => new Account(STREAM, { shards: 4, parallelizationFactor: 2 });

  it.each([
    ['more-than-double', { shards: 9 }],
    ['less-than-half', { shards: 1 }],
    ['out-of-limits', { shards: 21 }],
    ['out-of-limits', { parallelizationFactor: 11 }],
    ['not-an-integer', { shards: 4.5 }],
  ])('refuses what is %s', (refusal, wanted) => {
    expect(account().ask(wanted, 60)).toEqual([refusal]);
  });

  it('refuses a change while one is under way, and takes one when it has landed', () => {
    const one = account();
    expect(one.ask({ shards: 8 }, 60)).toEqual([]);
    one.pass(59);
    expect(one.ask({ shards: 6 }, 60)).toEqual(['change-in-flight']);
    one.pass(1);
    expect(one.capacity).toEqual({ shards: 8, parallelizationFactor: 2 });
    expect(one.ask({ shards: 6 }, 60)).toEqual([]);
  });

  it('refuses what is over the quota of a day, until the day has passed', () => {
    const one = account();
    one.ask({ shards: 5 }, 60);
    one.pass(3600);
    one.ask({ shards: 6 }, 60);
    one.pass(3600);
    expect(one.ask({ shards: 7 }, 60)).toEqual(['daily-quota']);
    one.pass(22 * 3600);
    expect(one.ask({ shards: 7 }, 60)).toEqual([]);
  });
});

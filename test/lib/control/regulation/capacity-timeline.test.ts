import { commanded, seenAt, type Timeline, waitingAt } from '../../../../lib/control/regulation/capacity-timeline';

const DELAYS = { metricSeconds: 60, actuationSeconds: 60 };
const TEN: Timeline = [{ at: 0, units: 10 }];

describe('a command', () => {
  test('for more is in force after the actuation', () => {
    expect(commanded(TEN, 15, 120, 60)).toEqual([...TEN, { at: 180, units: 15 }]);
  });

  test('for fewer is in force at once, and takes back what was under way', () => {
    const rising = commanded(TEN, 15, 120, 60);
    expect(commanded(rising, 8, 130, 60).map(({ units }) => units)).toEqual([10, 8, 8]);
  });

  test('for fewer than are under way leaves those that are wanted their time', () => {
    const rising = commanded(TEN, 15, 120, 60);
    expect(commanded(rising, 12, 130, 60).slice(-1)).toEqual([{ at: 180, units: 12 }]);
  });

  test('after many others does not make the timeline longer and longer', () => {
    let timeline = TEN;
    for (let more = 1; more <= 100; more += 1) timeline = commanded(timeline, 10 + more, 120 + more, 600);
    expect(timeline.length).toBeLessThanOrEqual(12);
    expect(timeline.at(-1)?.units).toBe(110);
  });
});

describe('the timeline at an observation', () => {
  const rising = commanded(TEN, 15, 120, 60);

  test.each<[string, number, number | null | undefined]>([
    ['told as of the end of the period', 10, null],
    ['told as of now, with what is under way', 10, 15],
    ['told without what is under way', 10, undefined],
  ])('is the one that was commanded: %s', (_, units, pending) => {
    expect(seenAt(rising, { time: 120, units, pending }, DELAYS)).toEqual(rising);
  });

  test('begins with what is in force', () => {
    expect(seenAt(rising, { time: 180, units: 15, pending: null }, DELAYS)).toEqual([{ at: 180, units: 15 }]);
  });

  test('is what is seen where somebody else has changed it', () => {
    expect(seenAt(rising, { time: 120, units: 30, pending: null }, DELAYS)).toEqual([{ at: 120, units: 30 }]);
  });

  test('forgets a command that is not under way when it should be', () => {
    expect(seenAt(rising, { time: 180, units: 10, pending: null }, DELAYS)).toEqual([{ at: 180, units: 10 }]);
  });

  test('waits on for one that takes longer than it should', () => {
    expect(seenAt(rising, { time: 180, units: 10, pending: 15 }, DELAYS)).toEqual([
      { at: 180, units: 10 },
      { at: 300, units: 15 },
    ]);
  });
});

describe('what will wait', () => {
  const rising = commanded(TEN, 20, 0, 60);

  test('grows by what comes and shrinks by what is worked off, unit by unit as they come', () => {
    const flow = { waiting: 1000, arriving: 150, ofUnit: 10 };
    expect(waitingAt(rising, flow, { from: 0, until: 60 })).toBe(1000 + 60 * 50);
    expect(waitingAt(rising, flow, { from: 0, until: 100 })).toBe(1000 + 60 * 50 - 40 * 50);
  });

  test('is nothing once all is worked off, and grows from there', () => {
    const flow = { waiting: 100, arriving: 50, ofUnit: 10 };
    expect(waitingAt(TEN, flow, { from: 0, until: 600 })).toBe(0);
  });
});

import { attend, type Attention, dueFor, type Impression, UNSEEN } from '../../../../lib/control/observing/attention';

const PERIOD = 60;
const calm: Impression = { due: 'look', reason: 'steady', unsettled: false, arrivals: 100, waiting: 4 };

/** A flow seen at time 0. */
function seen(impression: Partial<Impression> = {}, before = UNSEEN): Attention {
  return attend(before, { ...calm, ...impression }, 0, PERIOD);
}

/** Minutes of a quarter of an hour in which a flow is looked or glanced at, where nothing else is learned. */
function lookedAt(attention: Attention, waiting?: number): { readonly look: number; readonly glance: number } {
  const due = (minute: number): string => dueFor(attention, minute * 60, waiting);
  const first = (what: string): number => Array.from({ length: 30 }, (_, i) => i + 1).find((m) => due(m) === what) ?? 0;
  return { look: first('look'), glance: first('glance') };
}

describe('how closely a flow is watched', () => {
  it('is looked at at once where it was never seen', () => expect(dueFor(UNSEEN, 0)).toBe('look'));

  it('depends on what there is to see: rarely where it is idle, each minute under pressure', () => {
    expect(lookedAt(seen(), 4).look).toBe(5);
    expect(lookedAt(seen({ arrivals: 0, waiting: 0 }), 0).look).toBe(15);
    expect(lookedAt(seen({ reason: 'rising' }), 4).look).toBe(1);
    expect(lookedAt(seen({ unsettled: true }), 4).look).toBe(1);
  });

  it('costs a few metrics in between where no queue tells what is waiting', () => {
    const ofStream = { waiting: undefined };
    expect(lookedAt(seen(ofStream))).toEqual({ look: 5, glance: 1 });
    expect(lookedAt(seen({ ...ofStream, arrivals: 0 }))).toEqual({ look: 15, glance: 3 });
  });

  it('is glanced at as often as fresh metrics are told, if it is called as often', () => {
    const fresh = attend(UNSEEN, { ...calm, waiting: undefined }, 0, 10);
    expect([5, 10].map((second) => dueFor(fresh, second))).toEqual(['glance', 'glance']);
    expect(dueFor(seen({ waiting: undefined }), 10)).toBe('nothing');
  });

  it('a glance puts off no look', () => {
    const looked = seen({ waiting: undefined });
    const glanced = attend(looked, { ...calm, due: 'glance', waiting: undefined }, 60, PERIOD);
    expect(glanced.lookAt).toBe(looked.lookAt);
  });

  it('more waiting than usual is pressure', () => {
    const usual = attend(seen({ waiting: 20 }), { ...calm, waiting: 20 }, 300, PERIOD);
    expect(dueFor(usual, 360, 50)).toBe('nothing');
    expect(dueFor(usual, 360, 51)).toBe('look');
  });

  it('what waits for long without a reason for concern becomes usual', () => {
    const first = seen({ waiting: 500 });
    expect(first.pressedUntil).toBeGreaterThan(0);
    expect(dueFor(attend(first, { ...calm, waiting: 500 }, 300, PERIOD), 360, 500)).toBe('nothing');
    expect(dueFor(seen({ waiting: 500, reason: 'draining' }), 60, 500)).toBe('look');
  });

  it('arrivals that grow by half are pressure, and so is what wakes an idle flow', () => {
    const ofStream = { waiting: undefined };
    const glance = (arrivals: number, before: number): number =>
      lookedAt(seen({ ...ofStream, due: 'glance', arrivals }, seen({ ...ofStream, arrivals: before }))).look;
    expect(glance(151, 100)).toBe(1);
    expect(glance(149, 100)).toBe(5);
    expect(glance(1, 0)).toBe(1);
    expect(glance(0, 0)).toBe(15);
  });

  it('stays close for five minutes after the last sign of pressure', () => {
    let attention = seen({ reason: 'draining' });
    const looks: number[] = [];
    for (let minute = 1; minute <= 12; minute++) {
      if (dueFor(attention, minute * 60, 4) !== 'look') continue;
      looks.push(minute);
      attention = attend(attention, calm, minute * 60, PERIOD);
    }
    expect(looks).toEqual([1, 2, 3, 4, 5, 10]);
  });

  it('looks at once where the clock went back', () => {
    expect(dueFor(seen({ arrivals: 0, waiting: 0 }), -3_600, 0)).toBe('look');
  });
});

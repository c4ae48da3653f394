import type { SourceKind } from '../../demo/options';
import { paceOf } from '../../demo/pace';
import { regulationFigures, regulationPromises } from '../../demo/regulation-figures';
import { chartData } from '../../demo/report/chart-data';
import { renderFlowReport } from '../../demo/report/flow-report';
import { summarise } from '../../demo/report/summaries';
import type { JournalEntry } from '../../lib/contract/regulation-journal';
import { DECISIONS, STARTED_AT, timelineOf } from './timelines';

/** A value of the mapping each second; the burst begins with the fourth. */
const seen = (...capacities: (number | null)[]) => capacities.map((capacity, i) => ({ at: i * 1_000, capacity }));
const BURST = 3_000;
const BEFORE = new Date(0).toISOString();

const set: JournalEntry = {
  journal: 'regulation',
  flow: 'demo.maximum-concurrency',
  pipeline: 'demo',
  time: '2026-11-24T12:00:00.000Z',
  mode: 'act',
  outcome: 'set',
  reason: 'rising',
  detail: '300 records/s are expected',
  changes: [{ knob: 'maximum-concurrency', from: 2, to: 6 }],
};

const back: JournalEntry = {
  ...set,
  time: '2026-11-24T12:01:00.000Z',
  reason: 'falling',
  changes: [{ knob: 'maximum-concurrency', from: 6, to: 2 }],
};

const figures = (capacities: (number | null)[], journal: readonly JournalEntry[] = [set, back]) =>
  regulationFigures(seen(...capacities), journal, BURST);

const kept = (capacities: (number | null)[], journal?: readonly JournalEntry[], source: SourceKind = 'queue') =>
  regulationPromises(source, figures(capacities, journal), BURST).map(([, isKept]) => isKept);

describe('what a regulator did', () => {
  test('is counted from the value that the mapping itself told', () =>
    expect(figures([null, 8, 2, 2, 6, 7, 7, 2])).toMatchObject({
      raised: 2,
      lowered: 2,
      beforeBurst: 2,
      highest: 7,
      atEnd: 2,
    }));

  test('is explained by the decisions that were set, and by no others', () => {
    const kinds: JournalEntry[] = [
      set,
      { ...set, outcome: 'refused' },
      { ...set, outcome: 'kept', changes: undefined },
    ];
    expect(figures([2, 2, 2, 6], kinds).decisions).toEqual([
      { at: set.time, knob: 'maximum-concurrency', from: 2, to: 6, reason: 'rising', detail: set.detail },
    ]);
  });

  test('that raised, came back and said why keeps all promises', () =>
    expect(kept([null, 4, 2, 2, 6, 2])).toEqual([true, true, true, true]));

  test('of a stream has only to be raised: its factor is kept for the next burst', () =>
    expect(kept([null, 1, 1, 1, 4, 4], [set], 'stream')).toEqual([true, true]));

  test.each<[string, (number | null)[], readonly JournalEntry[], boolean[]]>([
    ['that never raised', [2, 2, 2, 2, 2], [set, back], [false, true, false, true]],
    ['that raised before the burst only', [2, 6, 2, 2, 2], [set, back], [false, true, false, true]],
    ['that never came back', [2, 2, 2, 6, 6], [set, back], [true, true, false, true]],
    ['that came back half way', [2, 2, 2, 6, 4], [set, back], [true, true, false, true]],
    ['whose mapping told no number', [null, null, null, null], [set, back], [false, true, false, true]],
    ['that does not say in figures why', [2, 2, 2, 6, 2], [{ ...set, detail: '' }, back], [true, false, true, true]],
    ['that calls a rise steady', [2, 2, 2, 6, 2], [{ ...set, reason: 'steady' }, back], [true, false, true, true]],
    ['that does not say why less is enough', [2, 2, 2, 6, 2], [set], [true, true, true, false]],
    [
      'that says why before the burst only',
      [2, 2, 2, 6, 2],
      [{ ...set, time: BEFORE }, back],
      [true, false, true, true],
    ],
    ['that journalled nothing', [2, 2, 2, 6, 2], [], [true, false, true, false]],
  ])('a regulator %s breaks a promise', (_what, capacities, journal, promises) =>
    expect(kept(capacities, journal)).toEqual(promises),
  );
});

describe('the pace of the demo', () => {
  test('makes the whole trace’s burst more than the smallest capacity works off', () => {
    const pace = paceOf({ rows: 19_366, seconds: 60 });
    expect(pace.asksForMore).toBe(true);
    // A batch of 50 rows, within the consumer's 3 seconds.
    expect(pace.millisPerRow * 50).toBeLessThan(1_000);
    const able = 2 * (1_000 / pace.millisPerRow);
    expect((pace.outageEnd - pace.burstEnd) / 60).toBeLessThan(0.7 * able);
    expect(pace.burstAt / (pace.quietMillis / 1_000)).toBeLessThan(0.3 * able);
  });

  test('asks for nothing where little is sent', () =>
    expect(paceOf({ rows: 1_000, seconds: 60 }).asksForMore).toBe(false));

  test.each([1_000, 5_000, 19_366])('leaves some of %d rows for poison to hide among', (rows) => {
    const { burstAt, burstEnd, outageEnd } = paceOf({ rows, seconds: 60 });
    expect(burstEnd).toBeGreaterThan(burstAt);
    expect(outageEnd).toBeGreaterThan(burstEnd);
    expect(rows - outageEnd).toBeGreaterThanOrEqual(99);
  });
});

describe('the flow report', () => {
  const data = chartData(timelineOf('queue'));

  test('draws the value of the mapping, and each decision with its reason over it', () => {
    expect(data.capacity).toHaveLength(data.seconds.length);
    expect(data.decisions).toEqual([
      { at: 13.8, raised: true, label: '2→6 draining' },
      { at: 29.9, raised: false, label: '6→2 falling' },
    ]);
  });

  test('tells it in words', () =>
    expect(summarise(data).capacity).toBe(
      'From 2 to 6 at 14 s; 2 at the end. 2 changes by the regulator (draining, falling).',
    ));

  test('lists the decisions of report.json, as text and never as markup', () => {
    const decisions = DECISIONS.map(({ at, ...rest }) => ({ ...rest, at: new Date(STARTED_AT + at).toISOString() }));
    const page = renderFlowReport({
      timelines: [timelineOf('queue')],
      report: { queue: { regulation: { raised: 1, lowered: 1, decisions } } },
      generatedAt: new Date(STARTED_AT),
    });
    expect(page).toContain('4,210 records wait, &#60;6&#62; batches');
    expect(page).toMatch(/13\.8 s<\/td>\s*<td class="number">2 → 6<\/td>/);
    expect(page).toMatch(/<th scope="row">raised<\/th>\s*<td class="number">1<\/td>/);
  });
});

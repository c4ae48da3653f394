import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { alertRows } from '../../demo/report/alert-rows';
import { chartData } from '../../demo/report/chart-data';
import { renderFlowReport } from '../../demo/report/flow-report';
import { activity, rates, segments, stack } from '../../demo/report/shape';
import { summarise } from '../../demo/report/summaries';
import { judge } from '../../demo/report/verdict';
import { ALERTS, samples, STARTED_AT, timelineOf } from './timelines';

const BALANCED = {
  sent: 10,
  received: 10,
  delivered: 6,
  diverted: 2,
  spilled: 1,
  quarantined: 1,
  lost: 0,
  duplicateEffects: 0,
};

function sourceReport(records: object = BALANCED) {
  return {
    records,
    failover: { failedCallsBeforeOpen: 3, millisToFirstDiverted: 412, millisToRecover: 2210 },
    alerts: ALERTS.map(({ alarm, at }) => ({ alarm, receivedAt: STARTED_AT + at + 40, millisAfterCause: at / 10 })),
    seconds: { install: 21.4, deploy: 48.2, run: 78 },
    emulated: ['X-Ray <segments> are dropped'],
  };
}

function render(
  report: Record<string, unknown> = { queue: sourceReport() },
  timelines = [timelineOf('queue')],
): string {
  return renderFlowReport({ timelines, report, generatedAt: new Date(STARTED_AT) });
}

describe('shaping', () => {
  test('a rate is what was counted since the sample before, per second; the first interval starts at 0', () => {
    expect(rates(samples({ at: 500, delivered: 100 }, { at: 2500, delivered: 300 }), 'delivered')).toEqual([200, 100]);
  });

  test('no rate is negative or infinite', () => {
    expect(rates(samples({ at: 0, spilled: 5 }, { at: 0, spilled: 9 }, { at: 10, spilled: 2 }), 'spilled')).toEqual([
      0, 0, 0,
    ]);
  });

  test('the rates add up to the records of the run', () => {
    const { samples: all } = timelineOf('queue');
    const records = rates(all, 'delivered').reduce((sum, rate) => sum + rate * 0.65, 0);
    expect(records).toBeCloseTo(all.at(-1)!.delivered);
  });

  test('each layer stands on all below it', () => {
    expect(
      stack([
        [1, 2],
        [10, 0],
        [100, 100],
      ]),
    ).toEqual([
      [1, 2],
      [11, 2],
      [111, 102],
    ]);
  });

  test('samples of one state are one segment, and segments leave no hole', () => {
    const seen = samples({ at: 0 }, { at: 1000 }, { at: 2000, breaker: 'open' }, { at: 3000 }, { at: 4000 });
    expect(segments(seen)).toEqual([
      { from: 0, to: 2, state: 'closed' },
      { from: 2, to: 3, state: 'open' },
      { from: 3, to: 4, state: 'closed' },
    ]);
  });

  test('activity is told in ranges, small holes closed', () => {
    expect(activity([1, 2, 3, 4, 5, 9, 10], [0, 5, 0, 5, 0, 0, 5], 2)).toEqual([
      [1, 4],
      [9, 10],
    ]);
  });

  test('the time axis reaches the last thing seen', () => {
    expect(chartData({ ...timelineOf('queue'), kills: [{ at: 99_000, busyWorkers: 2 }] }).end).toBe(99);
  });

  test('every chart is told in words', () => {
    const { throughput, breaker, spill, quarantine, events } = summarise(chartData(timelineOf('queue')));
    expect(throughput).toMatch(
      /^Peak \d+ records\/s at \d+ s\. All delivered but for: diverted 22–35 s; spilled 34–47 s/,
    );
    expect(breaker).toBe('Open for 24.0 s in 1 stretch; first at 23 s. At the end: closed.');
    expect(spill).toMatch(/^Peak \d+ objects at 47 s; 0 at the end\.$/);
    expect(quarantine).toBe('Peak 3 objects at 62 s; 0 at the end.');
    expect(events).toBe('11 acts in 1 min 18 s; alarms raised: 3, cleared: 2.');
  });
});

describe('the verdict', () => {
  test('is good when the balance holds and nothing is lost or doubled', () => {
    expect(judge(BALANCED)).toMatchObject({
      balanced: true,
      good: true,
      headline: '10 sent · 0 lost · 0 duplicate effects',
      faults: [],
    });
  });

  test.each([
    [{ delivered: 4 }, '2 received without an outcome', false],
    [{ delivered: 7 }, '1 more outcomes than received', false],
    [{ spilled: undefined }, 'the balance cannot be checked: a figure is missing', false],
    [{ sent: 11 }, '11 sent, but 10 received', true],
    [{ lost: 1 }, '1 lost', true],
    [{ duplicateEffects: 2 }, '2 duplicate effects', true],
    [{ lost: undefined }, '— lost', true],
  ])('with %p is bad: %s', (change, fault, balanced) => {
    expect(judge({ ...BALANCED, ...change })).toMatchObject({ good: false, balanced, faults: [fault] });
  });
});

describe('the alerts', () => {
  test('are listed in the order of the chart, each with the delay counted for it', () => {
    const rows = alertRows(timelineOf('queue'), sourceReport().alerts);
    expect(rows.map(({ alarm, state, millisAfterCause }) => [alarm, state, millisAfterCause])).toEqual(
      ALERTS.map(({ alarm, state, at }) => [alarm, state, at / 10]),
    );
  });

  test('that only the report knows come last', () => {
    const rows = alertRows(timelineOf('queue'), [{ alarm: 'Orders-Late', receivedAt: STARTED_AT + 1000 }]);
    expect(rows.at(-1)).toEqual({ at: 1000, alarm: 'Orders-Late', text: 'text not kept', millisAfterCause: undefined });
  });
});

describe('the page', () => {
  const page = render();
  const scripts = [...page.matchAll(/<script(?<kind>[^>]*)>(?<text>[^]*?)<\/script>/g)].map(({ groups }) => groups!);

  test('names no address to load from, and its policy lets nothing but its own script and style run', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1].replaceAll('&#39;', "'");
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(scripts[1].text)};`);
    expect(policy).toContain(`style-src ${hash(/<style>([^]*?)<\/style>/.exec(page)![1])};`);
    expect(page).not.toMatch(/(src|href)="(?!#|data:,")|@import|url\(|https?:\/\/(?!github|leeoniya)/);
  });

  test('holds what alerts say as text, never as markup', () => {
    expect(scripts).toHaveLength(2);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&#60;/script&#62;&#60;script&#62;alert');
    expect(page).toContain('X-Ray &#60;segments&#62; are dropped');
    expect(JSON.parse(scripts[0].text)).toHaveLength(1);
  });

  test('has a heading, a summary and a label for each chart', () => {
    for (const [, id] of page.matchAll(/class="plot"\s+id="([^"]+)"/g))
      expect(page).toContain(`<p id="${id}-summary">`);
    expect(page.match(/role="img"\s+aria-label="/g)).toHaveLength(8);
    expect(page.match(/<table/g)).toHaveLength(page.match(/<caption/g)!.length);
  });

  test('marks the balance with a check only where it holds', () => {
    expect(page).toContain('<b class="pass">✓ holds</b>');
    const broken = render({ queue: sourceReport({ ...BALANCED, received: 9 }) });
    expect(broken).toContain('<b class="fail">✗ does not hold</b>');
    expect(broken).toContain('received 9 ≠ delivered 6 + diverted 2 + spilled 1 + quarantined 1');
    expect(broken).not.toContain('✓');
  });

  test('has a section for each source, even when a run broke off before it was measured', () => {
    const torn = render({ queue: {} }, [
      timelineOf('stream', [{ at: 15_000, busyWorkers: 2 }]),
      { ...timelineOf('queue'), samples: [] },
    ]);
    expect(torn).toContain('<section id="queue"');
    expect(torn).toContain('<section id="stream"');
    expect(torn).toContain('No samples were taken.');
    expect(torn).toContain('worker processes killed at 15 s');
    expect(torn).not.toContain('✓');
  });
});

test('labels close in time get lanes in which none overlaps another, nor the line of one above', () => {
  const source = readFileSync(join(__dirname, '../../demo/report/page/lanes.js'), 'utf8');
  type Label = { start: number; end: number };
  const assignLanes = runInThisContext(`${source}; assignLanes;`) as (labels: Label[], gap: number) => number[];
  const labels = [0, 10, 60, 70, 200].map((start) => ({ start, end: start + 80 }));
  expect(assignLanes(labels, 5)).toEqual([0, 1, 2, 3, 0]);
  expect(
    assignLanes(
      [
        { start: 0, end: 20 },
        { start: 10, end: 90 },
        { start: 40, end: 60 },
      ],
      5,
    ),
  ).toEqual([0, 1, 2]);
});

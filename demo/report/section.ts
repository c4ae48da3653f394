import { alertRows, type AlertRow } from './alert-rows';
import { balanceTable } from './balance-table';
import { chartFigures } from './chart-figures';
import { chartData } from './chart-data';
import { duration, grouped, words } from './format';
import { html, type Markup } from './html';
import type { Figures, SourceReport } from './source-report';
import type { Timeline } from './timeline';
import type { Verdict } from './verdict';

const TITLES: Readonly<Record<string, string>> = { queue: 'Queue (Amazon SQS)', stream: 'Stream (Amazon Kinesis)' };

export function title(source: string): string {
  return TITLES[source] ?? source;
}

export interface SectionProps {
  readonly source: string;
  readonly report: SourceReport;
  readonly verdict: Verdict;
  readonly timeline?: Timeline;
}

export function section({ source, report, verdict, timeline }: SectionProps): Markup {
  return html`<section id="${source}" aria-labelledby="${source}-title">
  <h2 id="${source}-title">${title(source)}</h2>
  ${banner(verdict)}
  <div class="figures">
    ${balanceTable(report.records, verdict)}
    <div>${failover(report.failover)}${seconds(report.seconds)}</div>
  </div>
  <h3>Flow over time</h3>
  ${timeline && timeline.samples.length > 0 ? chartFigures(chartData(timeline)) : html`<p>No samples were taken.</p>`}
  <h3>Alerts, as the subscriber read them</h3>
  ${alerts(alertRows(timeline, report.alerts))}
  <h3>What the local AWS faked or lacks</h3>
  ${report.emulated.length > 0 ? html`<ul>${report.emulated.map((item) => html`<li>${item}</li>`)}</ul>` : html`<p>The report names nothing.</p>`}
</section>`;
}

export function banner({ good, headline, faults }: Verdict): Markup {
  const list = faults.map((fault) => html`<li>${fault}</li>`);
  return html`<div class="banner ${good ? 'good' : 'bad'}">
    <p class="headline"><span aria-hidden="true">${good ? '✓' : '✗'}</span> ${headline}</p>
    ${good ? '' : html`<ul aria-label="What failed">${list}</ul>`}
  </div>`;
}

function failover(figures: Figures): Markup {
  const rows = Object.entries(figures).map(([name, value]): [string, string] =>
    name.startsWith('millis') ? [words(name).replace('millis ', 'time '), duration(value)] : [words(name), grouped(value)],
  );
  return facts('Failover', rows);
}

function seconds(figures: Figures): Markup {
  const rows = Object.entries(figures).map(([name, value]): [string, string] => [words(name), `${grouped(value)} s`]);
  return facts('Wall-clock time', rows);
}

function facts(caption: string, rows: readonly (readonly [string, string])[]): Markup {
  const missing = html`<tr><td colspan="2">not reported</td></tr>`;
  const lines = rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="number">${value}</td></tr>`);
  return html`<table><caption>${caption}</caption><tbody>${lines.length > 0 ? lines : missing}</tbody></table>`;
}

const SIGNS = { ALARM: '▲', OK: '●', INSUFFICIENT_DATA: '■' };

function alerts(rows: readonly AlertRow[]): Markup {
  if (rows.length === 0) return html`<p>None was received.</p>`;
  const lines = rows.map(
    ({ at, alarm, state, text, millisAfterCause }, index) => html`<tr>
      <td class="number">${index + 1}</td>
      <td class="state ${state ?? ''}">${state ? `${SIGNS[state]} ${state.replace('_', ' ')}` : '—'}</td>
      <td class="number">${duration(at)}</td><td class="number">${duration(millisAfterCause)}</td>
      <td><strong>${alarm}</strong><br>${text}</td></tr>`,
  );
  return html`<table class="alerts"><caption>Alerts in the order received; the number is the marker's in the charts</caption>
    <thead><tr><th scope="col" class="number">No.</th><th scope="col">State</th><th scope="col" class="number">Received at</th>
    <th scope="col" class="number">After its cause</th><th scope="col">Alarm and text</th></tr></thead>
    <tbody>${lines}</tbody></table>`;
}

import { alertRows } from './alert-rows';
import { alertsTable } from './alerts-table';
import { balanceTable } from './balance-table';
import { chartFigures } from './chart-figures';
import { chartData } from './chart-data';
import { decisionsTable } from './decisions-table';
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
      <div>${failover(report.failover)}${regulation(report.regulation)}${seconds(report.seconds)}</div>
    </div>
    <h3>Flow over time</h3>
    ${timeline && timeline.samples.length > 0 ? chartFigures(chartData(timeline)) : html`<p>No samples were taken.</p>`}
    <h3>Alerts, as the subscriber read them</h3>
    ${alertsTable(alertRows(timeline, report.alerts))}
    <h3>Decisions of the regulator</h3>
    ${decisionsTable(report.decisions, timeline?.startedAt)}
    <h3>What the local AWS faked or lacks</h3>
    ${
      report.emulated.length > 0
        ? html`<ul>
            ${report.emulated.map((item) => html`<li>${item}</li>`)}
          </ul>`
        : html`<p>The report names nothing.</p>`
    }
  </section>`;
}

function banner({ good, headline, faults }: Verdict): Markup {
  const list = faults.map((fault) => html`<li>${fault}</li>`);
  return html`<div class="banner ${good ? 'good' : 'bad'}">
    <p class="headline"><span aria-hidden="true">${good ? '✓' : '✗'}</span> ${headline}</p>
    ${
      good
        ? ''
        : html`<ul aria-label="What failed">
            ${list}
          </ul>`
    }
  </div>`;
}

function failover(figures: Figures): Markup {
  const rows = Object.entries(figures).map(([name, value]): [string, string] =>
    name.startsWith('millis')
      ? [words(name).replace('millis ', 'time '), duration(value)]
      : [words(name), grouped(value)],
  );
  return facts('Failover', rows);
}

function regulation(figures: Figures): Markup {
  return facts(
    'Regulation',
    Object.entries(figures).map(([name, value]) => [words(name), grouped(value)]),
  );
}

function seconds(figures: Figures): Markup {
  const rows = Object.entries(figures).map(([name, value]): [string, string] => [words(name), `${grouped(value)} s`]);
  return facts('Wall-clock time', rows);
}

function facts(caption: string, rows: readonly (readonly [string, string])[]): Markup {
  const missing = html`<tr>
    <td colspan="2">not reported</td>
  </tr>`;
  const lines = rows.map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="number">${value}</td>
      </tr>`,
  );
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${lines.length > 0 ? lines : missing}
    </tbody>
  </table>`;
}

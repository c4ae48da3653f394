import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chartData } from './chart-data';
import { element, html, inlineJson, inlineScript, Markup } from './html';
import { section, type SectionProps, title } from './section';
import { readSourceReport } from './source-report';
import type { Timeline } from './timeline';
import { judge } from './verdict';

const STYLES = ['colors.css', 'page.css', 'charts.css'];
/** Plain scripts that share one scope, in the order of their use. */
const SCRIPTS = ['theme.js', 'pen.js', 'keep-drawn.js', 'lanes.js', 'marks.js', 'charts.js', 'main.js'];

export interface FlowReportProps {
  readonly timelines: readonly Timeline[];
  /** The content of report.json. */
  readonly report: Readonly<Record<string, unknown>>;
  readonly generatedAt: Date;
}

/** The flow report: one HTML page that needs no other file and no network. */
export function renderFlowReport({ timelines, report, generatedAt }: FlowReportProps): string {
  const sources = new Set([...Object.keys(report), ...timelines.map(({ source }) => source)]);
  const sections = [...sources].map((source): SectionProps => {
    const sourceReport = readSourceReport(report[source]);
    const timeline = timelines.find((candidate) => candidate.source === source);
    return { source, timeline, report: sourceReport, verdict: judge(sourceReport.records) };
  });
  const data = timelines.filter(({ samples }) => samples.length > 0).map(chartData);
  return page(sections, inlineJson(data), generatedAt).text;
}

function page(sections: readonly SectionProps[], data: Markup, generatedAt: Date): Markup {
  const style = new Markup(asset('uplot', 'uPlot.min.css') + STYLES.map((file) => asset('page', file)).join(''));
  const own = SCRIPTS.map((file) => asset('page', file)).join('\n');
  const script = inlineScript(`${asset('uplot', 'uPlot.iife.min.js')}\n(() => {\n'use strict';\n${own}})();\n`);
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sluice flow report</title>
        <link rel="icon" href="data:," />
        ${element('style', style)}
      </head>
      <body>
        <header>
          <h1>Sluice flow report</h1>
          <p>
            ${utc(generatedAt)} · a pipeline on a local AWS, broken on purpose; every figure counted at the sinks and in
            the bucket
          </p>
          <nav aria-label="Sources">
            ${sections.map(({ source, verdict }) => html`<a href="#${source}">${verdict.good ? '✓' : '✗'} ${title(source)}</a>`)}
          </nav>
        </header>
        <main>${sections.map(section)}</main>
        <noscript><p>The charts need JavaScript; the summaries and tables do not.</p></noscript>
        ${element('script type="application/json" id="chart-data"', data)} ${element('script', script)}
      </body>
    </html> `;
}

function asset(origin: 'uplot' | 'page', file: string): string {
  const folder =
    origin === 'uplot' ? join(dirname(require.resolve('uplot/package.json')), 'dist') : join(__dirname, 'page');
  return readFileSync(join(folder, file), 'utf8');
}

/** What the content security policy lets run: this text and no other. */
function hash({ text }: Markup): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function utc(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

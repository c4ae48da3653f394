import type { ChartData } from './chart-data';
import { html, type Markup } from './html';
import { type Summaries, summarise } from './summaries';

const CHARTS: readonly (readonly [keyof Summaries, string])[] = [
  ['events', 'Acts, alarms and kills'],
  ['throughput', 'Throughput by outcome, records/s'],
  ['latency', 'Latency from send to commit'],
  ['waiting', 'Load: records that wait, sent and without an outcome yet'],
  ['capacity', 'Regulated capacity: batches at a time, as the mapping says, with the decisions and why'],
  ['breaker', 'Circuit breaker'],
  ['spill', 'Waiting under spilled/, objects'],
  ['quarantine', 'Waiting under quarantined/, objects'],
];

/** One figure a chart, empty until the page's script fills it; its summary reads without. */
export function chartFigures(data: ChartData): Markup {
  const summaries = summarise(data);
  return html`${CHARTS.map(([chart, heading]) => figure(`${data.source}-${chart}`, chart, heading, summaries[chart]))}`;
}

function figure(id: string, chart: string, heading: string, summary: string): Markup {
  return html`<figure>
    <figcaption>
      <h4>${heading}</h4>
      <p id="${id}-summary">${summary}</p>
      ${chart === 'events' ? MARKER_LEGEND : ''}
    </figcaption>
    <div
      class="plot"
      id="${id}"
      data-chart="${chart}"
      role="img"
      aria-label="${heading}"
      aria-describedby="${id}-summary"
    ></div>
  </figure>`;
}

const MARKER_LEGEND = html`<ul class="legend" aria-label="Markers">
  <li><span class="ALARM">▲</span> ALARM</li>
  <li><span class="OK">●</span> OK</li>
  <li><span class="INSUFFICIENT_DATA">■</span> no data</li>
  <li>number: row in the list of alerts</li>
  <li><span class="KILL">✕</span> kill, with the count of busy workers</li>
  <li><span class="act">┆</span> act begins</li>
</ul>`;

import { createHash } from 'node:crypto';
import { duration } from '../format';
import { COLUMNS, type ComparisonRow } from './comparison';
import { escaped, inlineJson, inlineScript } from './html';
import type { Outcome } from './outcome';
import { marks, moment, pageData } from './page-data';
import { pageParts } from './page-parts';
import type { Scene } from './simulation';
import type { Slots } from './slots';
import type { Trace } from './trace';

export interface SimulationPage {
  readonly file: string;
  readonly rows: readonly ComparisonRow[];
  /** What ratios are to, in a sentence. */
  readonly ratio: string;
  readonly assumptions: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly slots: Slots;
  readonly trace: Trace;
  readonly scene: Scene;
  /** Records a second in each slot. */
  readonly load: readonly number[];
}

/** One HTML page that needs no other file and no network. */
export function renderPage(page: SimulationPage): string {
  const parts = pageParts();
  const script = inlineScript(`(() => {\n'use strict';\n${parts.script}})();\n`);
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(parts.style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sluice simulation</title>
<link rel="icon" href="data:,">
<style>${parts.style}</style>
</head>
<body>
<header>
<h1>Sluice simulation</h1>
<p>${escaped(page.file)} · ${duration(page.scene.arrivals.length * 1_000)} of load, worked off by ${page.scene.settings.kind === 'workers' ? 'workers' : 'a stream'}; costs in unit-hours</p>
<nav aria-label="Controllers">${page.outcomes.map(({ name, violation }) => `<a href="#${name}">${violation === 0 ? '✓' : '✗'} ${name}</a>`).join('')}</nav>
</header>
<main>
${comparisonTable(page.rows)}
<p>${escaped(page.ratio)}</p>
<h3>What the figures rest on</h3>
<ul>${page.assumptions.map((sentence) => `<li>${escaped(sentence)}</li>`).join('')}</ul>
${page.outcomes.map((outcome) => section(outcome, page)).join('\n')}
</main>
<noscript><p>The charts need JavaScript; the tables do not.</p></noscript>
<script type="application/json" id="simulation">${inlineJson(pageData(page))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function comparisonTable(rows: readonly ComparisonRow[]): string {
  const header = COLUMNS.map((name, index) => `<th scope="col"${index > 0 ? ' class="number"' : ''}>${name}</th>`);
  const lines = rows.map(({ cells, punctual }) => {
    const [name, ...figures] = cells.map(escaped);
    const late = (index: number): string => (index === 2 && !punctual ? ' late' : '');
    return `<tr><th scope="row">${name}</th>${figures.map((figure, index) => `<td class="number${late(index)}">${figure}</td>`).join('')}</tr>`;
  });
  return `<table><thead><tr>${header.join('')}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`;
}

const HINT = 'Point at a chart: the change in force there, and its reason, is shown here.';

function section({ name, changes, violation }: Outcome, { slots: { seconds }, trace }: SimulationPage): string {
  const summary = `${changes.length} changes; late in ${(100 * violation).toFixed(2)} % of the seconds`;
  return `<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${name}</h2>
${figure(`${name}-capacity`, 'Load and capacity', `records a second, means of ${seconds} s; ▲ more, ▼ less: ${summary}`)}
<p class="why" id="${name}-why" data-hint="${HINT}">${HINT}</p>
${figure(`${name}-lag`, 'Lag', `age of the oldest record, the highest of ${seconds} s`)}
${changesTable(changes, trace.startedAt)}
</section>`;
}

function figure(id: string, heading: string, summary: string): string {
  return `<figure><figcaption><h4>${heading}</h4><p id="${id}-summary">${summary}</p></figcaption>
<div class="plot" id="${id}" role="img" aria-label="${heading}" aria-describedby="${id}-summary"></div></figure>`;
}

/** As many as anybody reads; the charts tell of all. */
const MOST_ROWS = 200;

function changesTable(changes: Outcome['changes'], startedAt: number | undefined): string {
  if (changes.length === 0) return '<p>It changed nothing.</p>';
  const rows = marks(changes)
    .slice(0, MOST_ROWS)
    .map(
      ({ at, what, why }) =>
        `<tr><td class="number">${moment(at, startedAt)}</td><td>${escaped(what)}</td><td>${escaped(why)}</td></tr>`,
    );
  const more = changes.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${changes.length}` : '';
  return `<details><summary>Decisions and their reasons${more}</summary>
<table><thead><tr><th scope="col" class="number">at</th><th scope="col">change</th><th scope="col">reason</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></details>`;
}

/** What the content security policy lets run: this text and no other. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

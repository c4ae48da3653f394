import { grouped } from './format';
import { html, type Markup } from './html';
import type { Figures } from './source-report';
import type { Verdict } from './verdict';

const ROWS = [
  ['sent', 'put into the source'],
  ['received', 'reached the handler'],
  ['delivered', 'accepted by the primary target'],
  ['diverted', 'accepted by the fallback target'],
  ['spilled', 'stored to be replayed'],
  ['quarantined', 'refused as poison, stored apart'],
  ['replayed', 'came back from the lake'],
  ['lost', 'never accepted by a target'],
  ['duplicateEffects', 'took effect more than once'],
] as const;

const OWED_ZERO: readonly string[] = ['lost', 'duplicateEffects'];

/** The figures with their meaning; the check mark is given to the equation alone, and only where it holds. */
export function balanceTable(records: Figures, verdict: Verdict): Markup {
  const mark = verdict.balanced ? html`<b class="pass">✓ holds</b>` : html`<b class="fail">✗ does not hold</b>`;
  return html`<table class="balance">
    <caption>
      Balance of records
    </caption>
    <thead>
      <tr>
        <th scope="col">Outcome</th>
        <th scope="col" class="number">Records</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${ROWS.map(([name, meaning]) => row(name, meaning, records[name]))}
    </tbody>
    <tfoot>
      <tr>
        <td colspan="3">${mark} ${verdict.equation}</td>
      </tr>
    </tfoot>
  </table>`;
}

function row(name: string, meaning: string, value: number | undefined): Markup {
  const failed = OWED_ZERO.includes(name) && value !== 0;
  const label = name === 'duplicateEffects' ? 'duplicate effects' : name;
  return html`<tr class="${failed ? 'failed' : ''}">
    <th scope="row"><i class="swatch ${name}"></i>${label}</th>
    <td class="number">${failed ? '✗ ' : ''}${grouped(value)}</td>
    <td class="meaning">${meaning}</td>
  </tr>`;
}

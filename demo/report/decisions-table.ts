import { grouped } from './format';
import { html, type Markup } from './html';
import type { ReportedDecision } from './source-report';

/** What the regulator changed, and why, in the words of its journal. */
export function decisionsTable(decisions: readonly ReportedDecision[], startedAt: number | undefined): Markup {
  if (decisions.length === 0) return html`<p>It changed nothing.</p>`;
  const origin = startedAt ?? decisions[0]?.at ?? 0;
  const lines = decisions.map(
    ({ at, from, to, reason, detail }) =>
      html`<tr>
        <td class="number">${((at - origin) / 1000).toFixed(1)} s</td>
        <td class="number">${grouped(from)} → ${grouped(to)}</td>
        <td><strong>${reason}</strong><br />${detail}</td>
      </tr>`,
  );
  return html`<table class="decisions">
    <caption>
      Decisions that were set, from the regulator's journal
    </caption>
    <thead>
      <tr>
        <th scope="col" class="number">Decided at</th>
        <th scope="col" class="number">Change</th>
        <th scope="col">Reason</th>
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
}

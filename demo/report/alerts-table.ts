import type { AlertRow } from './alert-rows';
import { duration } from './format';
import { html, type Markup } from './html';

const SIGNS = { ALARM: '▲', OK: '●', INSUFFICIENT_DATA: '■' };

export function alertsTable(rows: readonly AlertRow[]): Markup {
  if (rows.length === 0) return html`<p>None was received.</p>`;
  const lines = rows.map(
    ({ at, alarm, state, text, millisAfterCause }, index) =>
      html`<tr>
        <td class="number">${index + 1}</td>
        <td class="state ${state ?? ''}">${state ? `${SIGNS[state]} ${state.replace('_', ' ')}` : '—'}</td>
        <td class="number">${(at / 1000).toFixed(1)} s</td>
        <td class="number">${duration(millisAfterCause)}</td>
        <td><strong>${alarm}</strong><br />${text}</td>
      </tr>`,
  );
  return html`<table class="alerts">
    <caption>
      Alerts in the order received; the number is the marker's in the charts
    </caption>
    <thead>
      <tr>
        <th scope="col" class="number">No.</th>
        <th scope="col">State</th>
        <th scope="col" class="number">Received at</th>
        <th scope="col" class="number">After its cause</th>
        <th scope="col">Alarm and text</th>
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
}

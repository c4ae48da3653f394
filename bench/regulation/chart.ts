import type { ControllerName } from '../../lib/simulation/controller/controllers';
import { CONTROLLER_NAMES } from '../../lib/simulation/controller/controllers';
import { inRow } from './base-tables';
import { type Result, summary } from './results';
import { ROWS, type Row } from './rows';
import { place, SCALES } from './chart-scales';

const PANEL = { width: 300, height: 250, left: 46, top: 34, right: 14, bottom: 40 };
const COLUMNS = 3;

/** Okabe and Ito's colours; our own is the one that is filled and larger. */
const COLORS: Readonly<Record<ControllerName, string>> = {
  sluice: '#009e73',
  'target-tracking': '#0072b2',
  hpa: '#56b4e9',
  flink: '#e69f00',
  'flink-example': '#b86e00',
  'kinesis-scaling-utils': '#7b2d6b',
  ds2: '#c4371c',
  'fixed-peak': '#55626f',
};

/** Cost against lateness, one panel a row, one point a controller: the lower left corner is where to be. */
export function chartOf(results: readonly Result[]): string {
  const rows = ROWS.filter((row) => inRow(results, row).length > 0);
  const lines = Math.ceil((rows.length + 1) / COLUMNS);
  const width = COLUMNS * PANEL.width;
  const height = lines * PANEL.height + 30;
  const panels = rows.map((row, index) => at(index, panel(row, inRow(results, row))));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#16202a">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="12" y="20" font-size="14" font-weight="600">Cost beside the optimum, and seconds late: the lower left corner is where to be</text>
${panels.join('\n')}
${at(rows.length, legend())}
</svg>
`;
}

function at(index: number, content: string): string {
  const x = (index % COLUMNS) * PANEL.width;
  const y = Math.floor(index / COLUMNS) * PANEL.height + 30;
  return `<g transform="translate(${x} ${y})">${content}</g>`;
}

function panel(row: Row, results: readonly Result[]): string {
  const x = (ratio: number): number =>
    PANEL.left + place(SCALES.ratio, ratio) * (PANEL.width - PANEL.left - PANEL.right);
  const bottom = PANEL.height - PANEL.bottom;
  const y = (late: number): number => bottom - place(SCALES.late, late) * (bottom - PANEL.top);
  const points = CONTROLLER_NAMES.map((name) => {
    const { medianRatio, meanViolation } = summary(results.filter(({ controller }) => controller === name));
    return point(name, x(medianRatio), y(meanViolation));
  });
  const grid = [
    ...SCALES.ratio.ticks.map((tick) => gridLine({ x1: x(tick), y1: PANEL.top, x2: x(tick), y2: bottom })),
    ...SCALES.late.ticks.map((tick) =>
      gridLine({ x1: PANEL.left, y1: y(tick), x2: PANEL.width - PANEL.right, y2: y(tick) }),
    ),
  ];
  const labels = [
    ...SCALES.ratio.ticks.map((tick) => label(x(tick), bottom + 14, `${tick}×`, 'middle')),
    ...SCALES.late.ticks.map((tick) => label(PANEL.left - 6, y(tick) + 4, `${tick} %`, 'end')),
    label((PANEL.left + PANEL.width - PANEL.right) / 2, bottom + 30, 'cost beside the optimum, median', 'middle'),
  ];
  const title = `<text x="${PANEL.left}" y="22" font-weight="600">${row.title}</text>`;
  // Our own last, so that nothing hides it.
  return [title, ...grid, ...labels, ...points.slice(1), points[0]].join('');
}

function point(name: ControllerName, x: number, y: number): string {
  const own = name === 'sluice';
  const fill = own ? COLORS[name] : '#ffffff';
  const shape = `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${own ? 7 : 5}" fill="${fill}" stroke="${COLORS[name]}" stroke-width="2.5"/>`;
  return `<g><title>${name}</title>${shape}</g>`;
}

function legend(): string {
  const lines = CONTROLLER_NAMES.map((name, index) => {
    const y = PANEL.top + 10 + index * 22;
    return `${point(name, PANEL.left, y)}${label(PANEL.left + 14, y + 4, name, 'start')}`;
  });
  return lines.join('');
}

function gridLine({ x1, y1, x2, y2 }: Readonly<Record<'x1' | 'y1' | 'x2' | 'y2', number>>): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#d3dae1"/>`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="#55626f">${text}</text>`;
}

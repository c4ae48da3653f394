const GUTTER = 64;
/** Room for half of the last time's label. */
const MARGIN = 40;
const blank = '–';

/** Since the run began, or the time of day where the trace tells when that was; UTC. */
function moment(seconds) {
  if (run.startedAt !== null) {
    return new Date(run.startedAt + seconds * 1000).toISOString().slice(5, 16).replace('T', ' ');
  }
  const hours = Math.floor(seconds / 3600);
  const pad = (value) => String(Math.floor(value)).padStart(2, '0');
  return `${hours}:${pad((seconds % 3600) / 60)}:${pad(seconds % 60)}`;
}

const STEPS = [1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

/** What all charts share: one time axis, one gutter, one cursor. */
function base(width, height) {
  const tick = { stroke: color('line'), width: 1 };
  const axis = { stroke: color('muted'), font: FONT, grid: tick, ticks: { ...tick, size: 4 } };
  return {
    width,
    height,
    padding: [16, MARGIN, 0, 0],
    legend: { markers: { width: 0, fill: (u, index) => u.series[index].swatch } },
    cursor: { sync: { key: 'simulation' }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: {
      x: { time: false, range: [0, run.end] },
      y: { range: (u, low, high) => [0, Math.max(1, high * 1.08)] },
    },
    axes: [
      { ...axis, size: 24, gap: 2, space: 90, incrs: STEPS, values: (u, splits) => splits.map(moment) },
      { ...axis, size: GUTTER, gap: 4, space: 28, values: (u, splits) => splits.map(count) },
    ],
    series: [{ label: 'at', value: (u, value) => (value === null ? blank : moment(value)) }],
    hooks: { draw: [] },
  };
}

function line(label, name, show, more) {
  const stroke = color(name);
  const value = (u, each) => (each === null ? blank : show(each));
  return { label, stroke, swatch: stroke, width: 2, value, points: { show: false }, ...more };
}

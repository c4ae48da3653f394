const blank = '–';

/** What all charts of a source share: one time axis, one gutter, one cursor. */
function base(data, width, height) {
  const tick = { stroke: color('line'), width: 1 };
  const axis = { stroke: color('muted'), font: FONT, grid: tick, ticks: { ...tick, size: 4 } };
  return {
    width,
    height,
    padding: [12, MARGIN, 0, 0],
    legend: { markers: { width: 0, fill: (u, index) => u.series[index].swatch } },
    cursor: { sync: { key: data.source }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: { x: { time: false, range: [0, data.end] }, y: { range: (u, low, high) => [0, Math.max(1, high * 1.08)] } },
    axes: [
      { ...axis, size: 24, gap: 2, values: (u, splits) => splits.map(clock) },
      { ...axis, size: GUTTER, gap: 4, space: 28, values: (u, splits) => splits.map(count) },
    ],
    series: [{ label: 'at', value: (u, value) => (value === null ? blank : clock(value)) }],
    hooks: { draw: [(u) => drawMarks(u, data)] },
  };
}

function line(label, name, show, more) {
  const stroke = color(name);
  return {
    label,
    stroke,
    swatch: stroke,
    width: 2,
    value: (u, value) => (value === null ? blank : show(value)),
    ...more,
  };
}

function events(data, width) {
  const groups = layOut(data, width);
  const lanes = groups.reduce((sum, group) => sum + group.lanes, 0);
  const options = base(data, width, lanes * LANE + 34);
  options.padding = [4, MARGIN, 0, 0];
  options.axes[1].grid = options.axes[1].ticks = { show: false };
  options.axes[1].values = () => [];
  options.hooks.draw = [(u) => drawEvents(u, groups)];
  const now = (u, value, series, index) =>
    index === null ? blank : (data.acts.findLast(({ at }) => at <= data.seconds[index])?.name ?? blank);
  options.series.push({ label: 'act', swatch: color('act'), value: now });
  return [options, [data.seconds, data.seconds.map(() => null)]];
}

/** Painted from the highest layer down, each over the one above it, so that what is left to see of each is its own share. */
function throughput(data, width) {
  const options = base(data, width, 240);
  const layers = data.outcomes.map((outcome, index) => ({
    outcome,
    rates: data.rates[index],
    tops: data.stacked[index],
  }));
  layers.reverse();
  for (const { outcome, rates } of layers) {
    const value = (u, top, series, index) => (index === null ? blank : count(rates[index]));
    const paths = uPlot.paths.stepped({ align: -1 });
    options.series.push(
      line(outcome, outcome, count, { fill: color(outcome), width: 0, value, paths, points: { show: false } }),
    );
  }
  return [options, [data.seconds, ...layers.map(({ tops }) => tops)]];
}

const DECADES = Array.from({ length: 9 }, (_, power) => 10 ** power);

/** The decade's edge below or above; one millisecond where there is nothing. */
function decade(value, edge) {
  return 10 ** edge(Math.log10(value || 1) + (edge === Math.ceil ? 1e-3 : 0));
}

function latency(data, width) {
  const options = base(data, width, 200);
  options.scales.y = { distr: 3, range: (u, low, high) => [decade(low, Math.floor), decade(high, Math.ceil)] };
  options.axes[1].splits = (u, axis, low, high) => DECADES.filter((value) => value >= low && value <= high);
  options.axes[1].filter = (u, splits) => splits;
  options.axes[1].values = (u, splits) => splits.map(millis);
  options.series.push(
    line('p99 (dotted)', 'p99', millis, { dash: [2, 3] }),
    line('p90 (dashed)', 'p90', millis, { dash: [7, 3] }),
    line('p50', 'p50', millis),
  );
  const floored = (values) => values.map((value) => (value === null ? null : Math.max(1, value)));
  return [options, [data.seconds, ...['p99', 'p90', 'p50'].map((rank) => floored(data.latency[rank]))]];
}

/** What the mapping allows, as a step line, with each decision and its reason above it. */
function capacity(data, width) {
  const sign = ({ raised, label }) => `${raised ? '▲' : '▼'} ${label}`;
  const placed = placer(data.end, width)(data.decisions, sign, 6, 0);
  const room = data.decisions.length > 0 ? placed.lanes * LANE : 0;
  const options = base(data, width, 150 + room);
  options.padding = [12 + room, MARGIN, 0, 0];
  options.hooks.draw = [(u) => drawDecisions(u, placed)];
  options.axes[1].incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  options.series.push(
    line('batches at a time', 'capacity', count, {
      fill: `${color('capacity')}33`,
      paths: uPlot.paths.stepped({ align: 1 }),
      points: { show: false },
    }),
  );
  return [options, [data.seconds, data.capacity]];
}

function breaker(data, width) {
  const options = base(data, width, 132);
  options.scales.y = { range: [0, 4.3] };
  options.axes[1].splits = [1, 2, 3, 4];
  options.axes[1].values = () => LEVELS;
  options.hooks.draw.unshift((u) => drawBreaker(u, data.breaker));
  const states = data.seconds.map((at) => data.breaker.findLast(({ from }) => from <= at)?.state);
  options.series.push({
    label: 'state',
    swatch: color('muted'),
    value: (u, value, series, index) => (index === null ? blank : states[index]),
  });
  return [options, [data.seconds, data.seconds.map(() => null)]];
}

function depth(name, values) {
  return (data, width) => {
    const options = base(data, width, 120);
    options.series.push(
      line(name, name, count, {
        fill: `${color(name)}55`,
        paths: uPlot.paths.stepped({ align: 1 }),
        points: { show: false },
      }),
    );
    options.axes[1].incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
    return [options, [data.seconds, data[values]]];
  };
}

const CHARTS = {
  events,
  throughput,
  latency,
  waiting: depth('waiting', 'waiting'),
  capacity,
  breaker,
  spill: depth('spilled', 'spillDepth'),
  quarantine: depth('quarantined', 'quarantineDepth'),
};

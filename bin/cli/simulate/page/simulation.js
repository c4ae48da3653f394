const run = JSON.parse(document.getElementById('simulation').textContent);

const perSecond = (value) => `${count(value)}/s`;
const seconds = (value) => `${count(value)} s`;
/** The same in every section, so that they can be compared by eye. */
const most = [run.load, ...run.controllers.map(({ capacity }) => capacity)].reduce(
  (highest, row) => row.reduce((higher, value) => Math.max(higher, value), highest),
  1,
);
const stepped = uPlot.paths.stepped({ align: 1 });

/** Load against what the capacity is said to work off, with a sign above each change. */
function capacity(controller, width) {
  const options = base(width, 200);
  options.scales.y = { range: [0, most * 1.05] };
  options.series.push(
    line('load', 'muted', perSecond, { fill: `${color('muted')}44`, width: 1 }),
    line('capacity', 'capacity', perSecond, { paths: stepped }),
  );
  options.hooks.draw.push((u) => drawChanges(u, controller.changes));
  options.hooks.setCursor = [(u) => explain(controller, u.posToVal(u.cursor.left, 'x'), u.cursor.left >= 0)];
  return [options, [run.seconds, run.load, controller.capacity]];
}

/** The oldest record's age, and what is allowed of it. */
function lag(controller, width) {
  const options = base(width, 130);
  options.scales.y = { range: (u, low, high) => [0, Math.max(high, run.lagObjective) * 1.12] };
  options.series.push(line('highest lag', 'p99', seconds, { paths: stepped, fill: `${color('p99')}33` }));
  options.hooks.draw.push(drawObjective);
  return [options, [run.seconds, controller.lag]];
}

function drawChanges(u, changes) {
  withPen(u, (pen) => {
    pen.textAlign = 'center';
    for (const { at, raised } of changes) {
      pen.fillStyle = color(raised ? 'raised' : 'lowered');
      pen.fillText(raised ? '▲' : '▼', u.valToPos(at, 'x'), -7);
    }
  });
}

function drawObjective(u) {
  withPen(u, (pen, width) => {
    const y = Math.round(u.valToPos(run.lagObjective, 'y')) + 0.5;
    pen.strokeStyle = pen.fillStyle = color('bad');
    pen.setLineDash([6, 4]);
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.stroke();
    pen.textAlign = 'right';
    pen.fillText(`objective ${count(run.lagObjective)} s`, width - 4, y - 8);
  });
}

/** The change in force at the cursor, in words. */
function explain({ name, changes }, at, hovering) {
  const place = document.getElementById(`${name}-why`);
  const change = hovering ? changes.findLast((each) => each.at <= at) : undefined;
  place.textContent = change
    ? `${moment(change.at)} ${change.raised ? '▲' : '▼'} ${change.what}: ${change.why}`
    : place.dataset.hint;
}

const CHARTS = { capacity, lag };

keepDrawn(() =>
  run.controllers.flatMap((controller) =>
    Object.entries(CHARTS).map(([chart, make]) => {
      const place = document.getElementById(`${controller.name}-${chart}`);
      const [options, columns] = make(controller, place.clientWidth);
      return new uPlot(options, columns, place);
    }),
  ),
);

const LANE = 18;
const GUTTER = 64;
const MARGIN = 14;
const SIGN = 10;
const SIGNS = { ALARM: ['▲', 'bad'], OK: ['●', 'good'], INSUFFICIENT_DATA: ['■', 'muted'], KILL: ['✕', 'bad'] };

/** For a chart of this width: gives marks their labels' places, in CSS pixels, and lanes such that none lies over another. */
function placer(end, width) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = FONT;
  const room = width - GUTTER - MARGIN;
  return (marks, text, gap, back) => {
    const labels = marks.map((mark) => {
      const size = pen.measureText(text(mark)).width + 4;
      const x = (mark.at / end) * room;
      const start = Math.max(0, Math.min(x - back, room - size));
      return { mark, text: text(mark), x, start, end: start + size };
    });
    const lanes = assignLanes(labels, gap);
    return {
      labels: labels.map((label, index) => ({ ...label, lane: lanes[index] })),
      lanes: Math.max(0, ...lanes) + 1,
    };
  };
}

/** Where the labels of the events strip go. */
function layOut({ acts, alarms, kills, end }, width) {
  const place = placer(end, width);
  const sign = ({ kind, label }) => `${SIGNS[kind][0]}${label}`;
  return [
    { name: 'acts', ...place(acts, ({ name }) => name, 8, 0) },
    { name: 'alarms', ...place(alarms, sign, 4, SIGN / 2 + 2) },
    { name: 'kills', ...place(kills, sign, 4, SIGN / 2 + 2) },
  ].filter(({ labels }) => labels.length > 0);
}

function drawLine(pen, x, top, bottom) {
  pen.strokeStyle = color('act');
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(Math.round(x) + 0.5, top);
  pen.lineTo(Math.round(x) + 0.5, bottom);
  pen.stroke();
  pen.setLineDash([]);
}

/** The strip on top: acts with their names, alarms with their numbers, kills with their busy workers. */
function drawEvents(u, groups) {
  withPen(u, (pen, width, height) => {
    let top = 2;
    for (const { name, labels, lanes } of groups) {
      pen.fillStyle = color('muted');
      pen.textAlign = 'right';
      pen.fillText(name, -8, top + LANE / 2);
      pen.textAlign = 'left';
      if (name === 'acts') for (const { x, lane } of labels) drawLine(pen, x, top + lane * LANE, height);
      for (const { mark, text, start, end, lane } of labels) {
        const y = top + lane * LANE;
        pen.fillStyle = color('page');
        pen.fillRect(start + 1, y + 1, end - start, LANE - 2);
        pen.fillStyle = mark.kind ? color(SIGNS[mark.kind][1]) : color('text');
        pen.fillText(text, start + 3, y + LANE / 2 + 1);
      }
      top += lanes * LANE;
    }
  });
}

/** On every other chart: a line where an act begins, and the marker's sign at the upper edge. */
function drawMarks(u, { acts, alarms, kills }) {
  withPen(u, (pen, width, height) => {
    const x = ({ at }) => u.valToPos(at, 'x');
    for (const act of acts) drawLine(pen, x(act), 0, height);
    pen.textAlign = 'center';
    for (const mark of [...alarms, ...kills]) {
      const [sign, tone] = SIGNS[mark.kind];
      pen.fillStyle = color(tone);
      pen.fillText(sign, x(mark), -5);
    }
  });
}

const LEVELS = ['closed', 'suspect', 'probing', 'open'];

/** The breaker's state as a step band: the higher, the less gets through. */
function drawBreaker(u, segments) {
  withPen(u, (pen, width, height) => {
    for (const { from, to, state } of segments) {
      const left = u.valToPos(from, 'x');
      const top = u.valToPos(LEVELS.indexOf(state) + 1, 'y');
      pen.fillStyle = color(state);
      pen.fillRect(left, top, Math.max(2, u.valToPos(to, 'x') - left), height - top);
    }
  });
}

/** Over the capacity: each change with its reason, and a line down to where it took effect. */
function drawDecisions(u, { labels, lanes }) {
  withPen(u, (pen, width, height) => {
    pen.textAlign = 'left';
    for (const { mark, text, x, start, lane } of labels) {
      const y = (lane - lanes) * LANE;
      drawLine(pen, x, y + LANE / 2, height);
      pen.fillStyle = color('page');
      pen.fillRect(start + 1, y + 1, pen.measureText(text).width + 4, LANE - 2);
      pen.fillStyle = color(mark.raised ? 'raised' : 'lowered');
      pen.fillText(text, start + 3, y + LANE / 2 + 1);
    }
  });
}

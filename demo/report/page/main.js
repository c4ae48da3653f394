const sources = JSON.parse(document.getElementById('chart-data').textContent);
let plots = [];

/** Everything anew: cheap at this size, and the one way for a new width, scheme or page to be right. */
function drawAll() {
  for (const plot of plots) plot.destroy();
  plots = sources.flatMap((data) =>
    Object.entries(CHARTS).map(([name, chart]) => {
      const place = document.getElementById(`${data.source}-${name}`);
      const [options, columns] = chart(data, place.clientWidth);
      return new uPlot(options, columns, place);
    }),
  );
}

function print(printing) {
  document.documentElement.classList.toggle('printing', printing);
  drawAll();
}

const main = document.querySelector('main');
let width = main.clientWidth;
new ResizeObserver(() => {
  if (main.clientWidth === width) return;
  width = main.clientWidth;
  requestAnimationFrame(drawAll);
}).observe(main);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
drawAll();

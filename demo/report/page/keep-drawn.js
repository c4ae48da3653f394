/** Draws everything anew: cheap at this size, and the one way for a new width, scheme or page to be right. */
function keepDrawn(makePlots) {
  let plots = [];
  const drawAll = () => {
    for (const plot of plots) plot.destroy();
    plots = makePlots();
  };
  const print = (printing) => {
    document.documentElement.classList.toggle('printing', printing);
    drawAll();
  };

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
}

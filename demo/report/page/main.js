const sources = JSON.parse(document.getElementById('chart-data').textContent);

keepDrawn(() =>
  sources.flatMap((data) =>
    Object.entries(CHARTS).map(([name, chart]) => {
      const place = document.getElementById(`${data.source}-${name}`);
      const [options, columns] = chart(data, place.clientWidth);
      return new uPlot(options, columns, place);
    }),
  ),
);

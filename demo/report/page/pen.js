/** Draws with CSS pixels as units, from the plot's upper left corner. */
function withPen(u, draw) {
  const pen = u.ctx;
  pen.save();
  pen.translate(u.bbox.left, u.bbox.top);
  pen.scale(uPlot.pxRatio, uPlot.pxRatio);
  pen.font = FONT;
  pen.textBaseline = 'middle';
  draw(pen, u.bbox.width / uPlot.pxRatio, u.bbox.height / uPlot.pxRatio);
  pen.restore();
}

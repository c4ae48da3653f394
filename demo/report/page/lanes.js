/**
 * Gives each label (`start`, `end` in pixels, in the order of start) a lane such that no two overlap, and that a line going down
 * from a label's start meets no label of a lower lane: a lane is free once it and all below it have ended.
 */
function assignLanes(labels, gap) {
  const ends = [];
  return labels.map(({ start, end }) => {
    const busy = ends.findLastIndex((taken) => taken + gap > start);
    ends[busy + 1] = end;
    return busy + 1;
  });
}

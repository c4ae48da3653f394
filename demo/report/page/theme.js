const FONT = '12px system-ui, -apple-system, "Segoe UI", Arial, sans-serif';

/** A colour of the style sheet, as the current scheme has it. */
function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function count(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function millis(value) {
  return value < 1000 ? `${count(value)} ms` : `${count(value / 1000)} s`;
}

function clock(seconds) {
  if (seconds < 120) return `${count(seconds)} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

/** Numbers as people read them. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${power > 0 && scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${BYTE_UNITS[power]}`;
}

/** The two largest units: `340 ms`, `3.4 s`, `12 s`, `1m 20s`, `3h 5m`, `2d 4h`. */
export function duration(millis: number): string {
  if (millis < 1_000) return `${Math.max(0, Math.round(millis))} ms`;
  if (millis < 9_950) return `${Number((millis / 1_000).toFixed(1))} s`;
  const seconds = Math.round(millis / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair(seconds, 60, 'm', 's');
  if (seconds < 86_400) return pair(Math.floor(seconds / 60), 60, 'h', 'm');
  return pair(Math.floor(seconds / 3_600), 24, 'd', 'h');
}

/** `2026-11-24T03:00:00Z`. */
export function instant(millis: number): string {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}

function pair(amount: number, base: number, unit: string, smaller: string): string {
  const rest = amount % base;
  return `${Math.floor(amount / base)}${unit}${rest > 0 ? ` ${rest}${smaller}` : ''}`;
}

/** 19366 → "19,366"; a missing figure is an em dash. */
export function grouped(value: number | undefined): string {
  return value === undefined ? '—' : value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** 850 → "850 ms", 1234 → "1.2 s", 72000 → "1 min 12 s". */
export function duration(millis: number | undefined): string {
  if (millis === undefined) return '—';
  if (millis < 1000) return `${grouped(Math.round(millis))} ms`;
  if (millis < 59_950) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** failedCallsBeforeOpen → "failed calls before open". */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

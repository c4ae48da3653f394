const OUTCOMES = ['Delivered', 'Diverted', 'Spilled', 'Quarantined', 'Returned'] as const;

/** Records that a line of metrics says were received, less those whose outcome it tells; 0 where it is about other things. */
export function leakOf(line: string): number {
  const values = JSON.parse(line) as Readonly<Record<string, number | undefined>>;
  if (values.Received === undefined) return 0;
  return OUTCOMES.reduce((left, name) => left - (values[name] ?? 0), values.Received);
}

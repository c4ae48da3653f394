/** One source's object of report.json. What a failed run left out is undefined, and shown as missing. */
export interface SourceReport {
  readonly records: Figures;
  readonly failover: Figures;
  readonly seconds: Figures;
  readonly alerts: readonly ReportedAlert[];
  readonly emulated: readonly string[];
}

export type Figures = Readonly<Record<string, number | undefined>>;

export interface ReportedAlert {
  readonly alarm: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly millisAfterCause?: number;
}

export function readSourceReport(json: unknown): SourceReport {
  const { records, failover, seconds, alerts, emulated } = object(json);
  return {
    records: figures(records),
    failover: figures(failover),
    seconds: figures(seconds),
    alerts: list(alerts).map(alert),
    emulated: list(emulated).map(String),
  };
}

function alert(json: unknown): ReportedAlert {
  const { alarm, receivedAt, millisAfterCause } = object(json);
  return {
    alarm: String(alarm),
    receivedAt: typeof receivedAt === 'number' ? receivedAt : Date.parse(String(receivedAt)),
    millisAfterCause: figure(millisAfterCause),
  };
}

function figures(json: unknown): Figures {
  return Object.fromEntries(Object.entries(object(json)).map(([name, value]) => [name, figure(value)]));
}

function figure(json: unknown): number | undefined {
  return typeof json === 'number' && Number.isFinite(json) ? json : undefined;
}

function object(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

function list(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

/** One source's object of report.json. What a failed run left out is undefined, and shown as missing. */
export interface SourceReport {
  readonly records: Figures;
  readonly failover: Figures;
  readonly seconds: Figures;
  readonly alerts: readonly ReportedAlert[];
  readonly regulation: Figures;
  readonly decisions: readonly ReportedDecision[];
  readonly emulated: readonly string[];
}

export type Figures = Readonly<Record<string, number | undefined>>;

export interface ReportedAlert {
  readonly alarm: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly millisAfterCause?: number;
}

export interface ReportedDecision {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly from?: number;
  readonly to?: number;
  readonly reason: string;
  readonly detail: string;
}

export function readSourceReport(json: unknown): SourceReport {
  const { records, failover, seconds, alerts, regulation, emulated } = object(json);
  const { decisions, ...counts } = object(regulation);
  return {
    records: figures(records),
    failover: figures(failover),
    seconds: figures(seconds),
    alerts: list(alerts).map(alert),
    regulation: figures(counts),
    decisions: list(decisions).map(decision),
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

function decision(json: unknown): ReportedDecision {
  const { at, from, to, reason, detail } = object(json);
  return { at: Date.parse(String(at)), from: figure(from), to: figure(to), reason: word(reason), detail: word(detail) };
}

function word(json: unknown): string {
  return typeof json === 'string' ? json : '';
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

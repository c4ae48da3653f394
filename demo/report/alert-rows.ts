import { inTime } from './chart-data';
import type { ReportedAlert } from './source-report';
import type { AlertMark, Timeline } from './timeline';

export interface AlertRow extends Omit<AlertMark, 'state'> {
  /** Undefined for an alert that the report lists and the timeline did not see. */
  readonly state?: AlertMark['state'];
  readonly millisAfterCause?: number;
}

/** The two clocks are one, but the two notes of an alert may be taken at different moments. */
const SAME_ALERT_MILLIS = 5_000;

/** The alerts in the order of the chart's numbers, each with the delay that the report counted; then those only the report knows. */
export function alertRows(timeline: Timeline | undefined, reported: readonly ReportedAlert[]): AlertRow[] {
  const startedAt = timeline?.startedAt ?? reported[0]?.receivedAt ?? 0;
  const left = new Set(reported);
  const seen = inTime(timeline?.alerts ?? []).map((mark): AlertRow => {
    const match = nearest(mark, startedAt, [...left]);
    if (match) left.delete(match);
    return { ...mark, millisAfterCause: match?.millisAfterCause };
  });
  const unseen = [...left].map(({ alarm, receivedAt, millisAfterCause }) => ({
    at: receivedAt - startedAt,
    alarm,
    text: 'text not kept',
    millisAfterCause,
  }));
  return [...seen, ...unseen];
}

function nearest(mark: AlertMark, startedAt: number, reported: readonly ReportedAlert[]): ReportedAlert | undefined {
  const distance = ({ receivedAt }: ReportedAlert) => Math.abs(receivedAt - startedAt - mark.at);
  return reported
    .filter((alert) => alert.alarm === mark.alarm && distance(alert) <= SAME_ALERT_MILLIS)
    .sort((a, b) => distance(a) - distance(b))[0];
}

import { METRIC, MetricName, NAMESPACE, PIPELINE_DIMENSION } from '../../lib/contract/metrics';
import type { HandlerSettings } from '../../lib/contract/settings';
import { eventTime, NativeRecord } from './records';

/** EMF holds at most 100 values of a metric in one document. */
const MAX_SAMPLES = 100;

/** Outcomes of one invocation, in records. What does not balance was lost here, and must not be acknowledged. */
export interface Ledger {
  readonly booked: Record<'delivered' | 'diverted' | 'spilled' | 'quarantined' | 'returned', number>;
  leaked(): number;
  /** The whole batch comes again, whatever became of it this time. */
  returnAll(): void;
  /** Book records that a target accepted, and how long they took: evenly spaced samples, where the batch is large. */
  commit(outcome: 'delivered' | 'diverted', records: readonly NativeRecord[], now: number): void;
  /** The metrics of the invocation. */
  values(gauges: MetricValues): MetricValues;
}

export function openLedger(received: number): Ledger {
  const booked = { delivered: 0, diverted: 0, spilled: 0, quarantined: 0, returned: 0 };
  const latencies: number[] = [];
  const stride = Math.max(1, Math.ceil(received / MAX_SAMPLES));
  const leaked = (): number => Object.values(booked).reduce((left, records) => left - records, received);
  return {
    booked,
    leaked,
    returnAll() {
      booked.delivered = booked.diverted = booked.spilled = booked.quarantined = 0;
      booked.returned = received;
    },
    commit(outcome, records, now) {
      const before = booked.delivered + booked.diverted;
      for (let i = latencies.length * stride - before; i < records.length; i += stride) {
        latencies.push(Math.max(0, now - eventTime(records[i], now)));
      }
      booked[outcome] += records.length;
    },
    values: (gauges) => ({
      [METRIC.received]: received,
      [METRIC.delivered]: booked.delivered,
      [METRIC.diverted]: booked.diverted,
      [METRIC.spilled]: booked.spilled,
      [METRIC.quarantined]: booked.quarantined,
      [METRIC.returned]: booked.returned,
      [METRIC.leaked]: leaked(),
      // Spread last: engines build a literal that begins with a spread some twenty times slower.
      ...gauges,
      ...(latencies.length > 0 && { [METRIC.latency]: latencies }),
    }),
  };
}

export type MetricValues = Partial<Record<MetricName, number | number[]>>;

/** CloudWatch embedded metric format: a log line that becomes metrics without an API call. */
export function emf(
  settings: Pick<HandlerSettings, 'pipeline' | 'highResolutionMetrics'>,
  now: number,
  values: MetricValues,
): string {
  const definitions = definitionsOf(Object.keys(values), settings.highResolutionMetrics);
  const members = JSON.stringify({ [PIPELINE_DIMENSION]: settings.pipeline, ...values }).slice(1);
  return `{"_aws":{"Timestamp":${now},"CloudWatchMetrics":${definitions}},${members}`;
}

/** The longer half of the line is the same at most invocations: made once. */
const made: Record<string, string> = {};

function definitionsOf(names: readonly string[], highResolution = false): string {
  return (made[`${names.join()} ${highResolution}`] ??= JSON.stringify(directives(names, highResolution)));
}

function directives(names: readonly string[], highResolution: boolean): object {
  const metrics = names.map((Name) => ({
    Name,
    Unit: Name === METRIC.latency ? 'Milliseconds' : 'Count',
    ...(highResolution && { StorageResolution: 1 }),
  }));
  return [{ Namespace: NAMESPACE, Dimensions: [[PIPELINE_DIMENSION]], Metrics: metrics }];
}

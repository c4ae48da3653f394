/** What the demo saw of one pipeline, counted at the sinks and in the bucket. The flow report is drawn from it. */
export interface Timeline {
  readonly source: 'queue' | 'stream';
  /** Milliseconds since the epoch; every `at` below is milliseconds after it. */
  readonly startedAt: number;
  readonly acts: readonly Act[];
  readonly samples: readonly Sample[];
  readonly alerts: readonly AlertMark[];
  readonly decisions: readonly DecisionMark[];
  /** Worker processes killed, with --chaos. */
  readonly kills: readonly { readonly at: number; readonly busyWorkers: number }[];
}

export interface Act {
  readonly at: number;
  readonly name: string;
}

export interface Sample {
  readonly at: number;
  /** Records so far, each by its first outcome; `replayed` counts those that came back from the lake. */
  readonly sent: number;
  readonly delivered: number;
  readonly diverted: number;
  readonly spilled: number;
  readonly quarantined: number;
  readonly replayed: number;
  /** Milliseconds from send to commit of the records committed since the sample before; null where there were none. */
  readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number } | null;
  readonly breaker: 'closed' | 'suspect' | 'open' | 'probing';
  /** Objects waiting under spilled/ and quarantined/. */
  readonly spillDepth: number;
  readonly quarantineDepth: number;
  /** Batches that the mapping hands on at a time; null where it states no number. */
  readonly capacity: number | null;
}

/** A change that the regulator made, and why. */
export interface DecisionMark {
  readonly at: number;
  readonly from?: number;
  readonly to: number;
  readonly reason: string;
  /** One sentence with the figures. */
  readonly detail: string;
}

export interface AlertMark {
  readonly at: number;
  readonly alarm: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  /** The alert's text as the subscriber read it. */
  readonly text: string;
}

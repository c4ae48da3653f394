/** CloudWatch namespace of everything Sluice measures itself. */
export const NAMESPACE = 'Sluice';

/** The one dimension of Sluice's metrics: the pipeline's name. */
export const PIPELINE_DIMENSION = 'Pipeline';

/** Metrics in records unless said otherwise; one row an invocation, published as EMF. */
export const METRIC = {
  /** Records handed over by the source. */
  received: 'Received',
  /** Accepted by the primary target. */
  delivered: 'Delivered',
  /** Accepted by the fallback target. */
  diverted: 'Diverted',
  /** Stored in the lake because no target could take them. */
  spilled: 'Spilled',
  /** Stored in the lake because a healthy target refused them; also records that were spilled in doubt first. */
  quarantined: 'Quarantined',
  /** Handed back to the source, which delivers them again. */
  returned: 'Returned',
  /** Received minus all outcomes: zero, or a defect. */
  leaked: 'Leaked',
  /** Records that came back from the lake and were accepted by a target. */
  replayed: 'Replayed',
  /** Objects of the lake that a replay found damaged and left as they are; each replay counts them again. */
  damaged: 'Damaged',
  /** Dead letters that were stored in the lake. */
  deadLettered: 'DeadLettered',
  /** Milliseconds from a record's event time to its commit at a target. */
  latency: 'Latency',
  /** Milliseconds that an invocation took; published at high resolution only, where Lambda's own duration is too slow. */
  busy: 'Busy',
  /** 1 while the primary target's breaker is open, else 0. */
  breakerOpen: 'BreakerOpen',
  /** 1 while the fallback target's breaker is open, else 0. */
  fallbackOpen: 'FallbackOpen',
  /** Calls to a target that failed as a whole. */
  failedCalls: 'FailedCalls',
  /** Reads or writes of the shared state that failed; delivery went on without it. */
  stateErrors: 'StateErrors',
  /** Objects waiting to be replayed by themselves, counted by the sweeper up to 1,000 a folder. */
  spillDepth: 'SpillDepth',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];

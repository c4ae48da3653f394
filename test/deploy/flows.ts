/** The pipelines that are deployed, each in a stack of its own. */
export const FLOWS = ['queue', 'fifo', 'stream', 'throttled', 'busy', 'regulated', 'unheard', 'lossy'] as const;

export type FlowName = (typeof FLOWS)[number];

export function stackOf(flow: FlowName): string {
  return `SluiceFaults-${flow}`;
}

export function pipelineOf(flow: FlowName): string {
  return `faults-${flow}`;
}

/** Where the app finds what the campaign serves. */
export const WAREHOUSE = 'SLUICE_FAULTS_WAREHOUSE';

/** Which version of the app is deployed: 1 or 2. */
export const VERSION = 'SLUICE_FAULTS_VERSION';

/** Batches at a time of the flow that meets a burst, and milliseconds that its target takes for a record. */
export const BUSY = { batches: 2, millisPerRow: 7 } as const;

/** A minute of the alarms of these flows is so many seconds. */
export const ALARM_MINUTE_SECONDS = 10;

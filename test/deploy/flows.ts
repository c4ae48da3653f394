/** The pipelines that are deployed, each in a stack of its own. */
export const FLOWS = ['queue', 'fifo', 'stream'] as const;

export type FlowName = (typeof FLOWS)[number];

export function stackOf(flow: FlowName): string {
  return `SluiceFaults-${flow}`;
}

/** Where the app finds what the campaign serves. */
export const WAREHOUSE = 'SLUICE_FAULTS_WAREHOUSE';

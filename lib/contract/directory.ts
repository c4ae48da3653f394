/** Parameter Store folder in which each deployed pipeline describes itself to the CLI. */
export const DIRECTORY_PATH = '/sluice/';

export function directoryParameter(pipeline: string): string {
  return `${DIRECTORY_PATH}${pipeline}`;
}

/** What `sluice` needs to know about a deployed pipeline; written at deploy, so it is never stale. */
export interface DirectoryEntry {
  readonly v: 1;
  readonly pipeline: string;
  readonly source: { readonly kind: 'queue' | 'stream'; readonly address: string };
  /** URL of the queue's dead-letter queue, where Sluice created it. */
  readonly deadLetterQueueUrl?: string;
  readonly handlerName: string;
  readonly bucket: string;
  readonly stateTable: string;
  readonly replayStateMachineArn: string;
  readonly alertTopicArn?: string;
  /** Name of the alarm that `test-alert` rings. */
  readonly outageAlarm?: string;
  readonly dashboardName?: string;
}

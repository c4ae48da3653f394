import type { HandlerSettings } from '../../lib/contract/settings';

/** What the construct writes for a pipeline with a fallback and everything switched on. */
export const SETTINGS: HandlerSettings = {
  pipeline: 'orders',
  ordered: false,
  maxReceives: 10,
  primary: { kind: 'function', functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders' },
  fallback: { kind: 'queue', queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/later', fifo: false },
  bucket: 'lake',
  archive: true,
  stateTable: 'state',
  breaker: { failuresToOpen: 3, coolDownMillis: 1_000, maxCoolDownMillis: 60_000, permitMillis: 10_000 },
  highResolutionMetrics: true,
  maxReplays: 3,
};

/** Every error of the library at synth, with what to do about it. Listed in docs/errors.md; a test keeps the two in step. */
export const ERROR_ADVICE = {
  SLUICE_ALARM_RESOLUTION: 'use 10, 20 or 30 seconds or a multiple of 60 seconds, the periods CloudWatch alarms take',
  SLUICE_ALARM_RULE: 'give each rule a name of its own and whole, positive periods; omitRules removes a default one',
  SLUICE_BATCHING_WINDOW: 'choose a window within the range; FIFO queues take none and batches above 10 need one',
  SLUICE_BATCH_SIZE: 'choose a batch size within the range of the source; FIFO queues take at most 10',
  SLUICE_BREAKER: 'choose breaker limits within the range and let maxCoolDown be at least coolDown',
  SLUICE_BUFFER: 'give either a buffer or a bucket, and set on the bucket itself what a new one would be given',
  SLUICE_HANDLER_ASSET: 'build the package first: npm run build',
  SLUICE_IDEMPOTENCY: 'remember delivered records for as long as they can come again, within the range',
  SLUICE_KNOB_TAKEN:
    'let one regulator set it, once, and nothing else; regulation.enabled: false switches that of a pipeline off',
  SLUICE_LAG_OBJECTIVE:
    'choose an objective from a second to a day; below some minutes it asks for metrics of high resolution',
  SLUICE_LIFECYCLE: 'keep archived records at least as long as the last storage class needs',
  SLUICE_MAX_CONCURRENCY: 'choose a concurrency within the range, or leave it out for no limit',
  SLUICE_MAX_RECEIVES: 'choose a receive count within the range; 5 or more survives throttling',
  SLUICE_MAX_REPLAYS: 'choose a replay count within the range',
  SLUICE_PARALLELIZATION: 'choose a parallelization factor within the range',
  SLUICE_PIPELINE_NAME: 'use 1 to 100 letters, digits, hyphens, underscores and dots',
  SLUICE_POLLERS: 'leave the provisioned pollers out, or do not regulate the mapping: Lambda scales them itself',
  SLUICE_QUEUE_SETTINGS: 'set it on the queue itself, or let Sluice create the queue',
  SLUICE_QUIET_HOURS: 'write times of the UTC day as hours and minutes, e.g. 06:00',
  SLUICE_RECORD_AGE: 'choose an age from 60 seconds to 7 days that is shorter than the retention of the stream',
  SLUICE_RECURSION: 'send the records to another resource than the one they come from',
  SLUICE_REGION: 'use one of the same region; to cross regions, forward from a function or bus there',
  SLUICE_REGULATION: 'give one target for each knob, all of one flow, and signals that are plain metrics',
  SLUICE_REPLAY: 'give a metric with a statistic, and leave the sweep on: it is what gives way',
  SLUICE_RETENTION:
    'let the dead-letter queue keep messages longer than the source; a standard queue counts from the first send',
  SLUICE_RETRY_ATTEMPTS: 'choose a number of retries within the range; endless retries would block the shard',
  SLUICE_SAME_TARGET: 'give a fallback that does not fail together with the target',
  SLUICE_SCALING_LIMITS: 'state whole limits that AWS takes, the minimum no larger than the maximum',
  SLUICE_SHARD_COUNT: 'leave shardCount out in on-demand mode, else choose one within the range',
  SLUICE_SOURCE: 'grant the permission on what feeds the pipeline',
  SLUICE_STREAM_MODE: 'use StreamShards in provisioned mode and StreamWarmThroughput in on-demand mode',
  SLUICE_STREAM_SETTINGS: 'set it on the stream itself, or let Sluice create the stream',
  SLUICE_TIMEOUT: 'choose a timeout within the range of the service',
  SLUICE_TOKEN: 'give a plain duration, e.g. from the context of the app, instead of a parameter or an attribute',
  SLUICE_URL: 'use https; plain http is accepted for the loopback address only',
  SLUICE_VISIBILITY: 'make the visibility timeout 6 times the handler timeout plus the batching window',
} as const;

export type ErrorCode = keyof typeof ERROR_ADVICE;

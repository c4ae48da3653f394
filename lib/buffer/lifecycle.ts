import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { checkNumbers, knownSeconds } from '../private/number-rules';

/** Where Step Functions writes the results of replay runs. */
export const REPLAY_RUNS_PREFIX = 'replay-runs/';

const INFREQUENT_AFTER = Duration.days(30);
const COLD_AFTER = Duration.days(90);
const DAY_SECONDS = 86_400;

/** Glacier Instant Retrieval bills 90 days at least, so an archive that ends sooner would pay for days it does not use. */
const RULES = { archiveRetention: { code: 'SLUICE_LIFECYCLE', min: 180, max: 36_500, unit: ' days' } } as const;

/** Archived records get colder and end; spilled and quarantined ones never do: only replay or a person removes them. */
export function lifecycleRules(scope: IConstruct, archiveRetention = Duration.days(365)): s3.LifecycleRule[] {
  const seconds = knownSeconds(archiveRetention);
  checkNumbers(scope, RULES, { archiveRetention: seconds && seconds / DAY_SECONDS });
  return [
    {
      id: 'archive',
      prefix: 'archive/',
      transitions: [
        { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: INFREQUENT_AFTER },
        { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: COLD_AFTER },
      ],
      expiration: archiveRetention,
    },
    { id: 'replay-runs', prefix: REPLAY_RUNS_PREFIX, expiration: Duration.days(30) },
    {
      id: 'leftovers',
      noncurrentVersionExpiration: Duration.days(30),
      expiredObjectDeleteMarker: true,
      abortIncompleteMultipartUploadAfter: Duration.days(7),
    },
  ];
}

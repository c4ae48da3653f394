import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ON_FAILURE_PREFIX, type Zone, zonePrefix, ZONES } from '../contract/lake';
import { shownValue } from '../private/shown-value';
import { SluiceError } from '../private/sluice-error';
import { LakeCatalog } from './lake-catalog';
import { lifecycleRules, REPLAY_RUNS_PREFIX } from './lifecycle';

/** Properties of `ReprocessingBuffer`. */
export interface ReprocessingBufferProps {
  /**
   * An existing bucket; its encryption and lifecycle stay as they are.
   *
   * @default - a new, versioned, encrypted bucket that accepts TLS only
   */
  readonly bucket?: s3.IBucket;

  /**
   * Customer-managed key of the new bucket.
   *
   * @default - a new key with rotation
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the new bucket keeps archived records; at least 180 days. Spilled and quarantined records stay until they are
   * replayed or removed.
   *
   * @default - 365 days
   */
  readonly archiveRetention?: Duration;

  /**
   * Whether the buffer can be queried by Athena: a database and a table in the Glue Data Catalog, without a crawler. They cost
   * nothing; a query costs by the bytes that it reads.
   *
   * @default - it is in no catalog
   */
  readonly catalog?: boolean;

  /**
   * What happens to the new bucket and key when they leave the stack.
   *
   * @default - they stay, with the data in them
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Props that shape a new bucket and would be ignored on an existing one. */
const NEW_BUCKET_ONLY = ['encryptionKey', 'archiveRetention'] as const;

/** Zones that replay reads and empties; the archive is read only. */
const REPLAYED_ZONES: readonly Zone[] = ['spilled', 'quarantined'];

/**
 * The lake that keeps what must not be lost: `archive/` every record, `spilled/` what no target could take,
 * `quarantined/` what a healthy target refused. Whole records, in time-partitioned objects.
 */
export class ReprocessingBuffer extends Construct {
  /**
   * A buffer in an existing bucket.
   *
   * @param scope where the buffer goes
   * @param id its name there
   * @param bucket the bucket
   */
  public static fromBucket(scope: Construct, id: string, bucket: s3.IBucket): ReprocessingBuffer {
    return new ReprocessingBuffer(scope, id, { bucket });
  }

  /** The bucket. */
  public readonly bucket: s3.IBucket;
  /** The table by which the buffer is queried; absent where none is asked for. */
  public readonly catalog?: LakeCatalog;

  /**
   * @param scope where the buffer goes
   * @param id its name there
   * @param props all optional
   */
  constructor(scope: Construct, id: string, props: ReprocessingBufferProps = {}) {
    super(scope, id);
    this.bucket = props.bucket ? this.existingBucket(props.bucket, props) : this.createBucket(props);
    if (props.catalog) {
      this.catalog = new LakeCatalog(this, 'Catalog', { bucket: this.bucket, lookBack: props.archiveRetention });
    }
  }

  /**
   * Allows to store records of a pipeline, in any zone.
   *
   * @param grantee who is allowed
   * @param pipelineName whose records
   */
  public grantWrite(grantee: iam.IGrantable, pipelineName: string): iam.Grant {
    return this.grantObjects(grantee, ['s3:PutObject'], objectsOf(ZONES, pipelineName)).combine(this.grantKey(grantee));
  }

  /**
   * Allows to put records of a pipeline into quarantine, and no more.
   *
   * @param grantee who is allowed
   * @param pipelineName whose records
   */
  public grantQuarantine(grantee: iam.IGrantable, pipelineName: string): iam.Grant {
    const objects = objectsOf(['quarantined'], pipelineName);
    return this.grantObjects(grantee, ['s3:PutObject'], objects).combine(this.grantKey(grantee));
  }

  /**
   * Allows to list and read records of a pipeline, and batches that Lambda gave up on.
   *
   * @param grantee who is allowed
   * @param pipelineName whose records
   */
  public grantRead(grantee: iam.IGrantable, pipelineName: string): iam.Grant {
    const objects = [...objectsOf(ZONES, pipelineName), `${ON_FAILURE_PREFIX}*`];
    return this.grantObjects(grantee, ['s3:GetObject'], objects)
      .combine(this.grantList(grantee, pipelineName))
      .combine(this.grantKey(grantee));
  }

  /**
   * Allows to replay records of a pipeline: read all zones, rewrite and empty all but the archive.
   *
   * @param grantee who is allowed
   * @param pipelineName whose records
   */
  public grantReplay(grantee: iam.IGrantable, pipelineName: string): iam.Grant {
    const zones = objectsOf(REPLAYED_ZONES, pipelineName);
    return this.grantRead(grantee, pipelineName)
      .combine(this.grantObjects(grantee, ['s3:PutObject'], zones))
      .combine(this.grantObjects(grantee, ['s3:DeleteObject'], [...zones, `${ON_FAILURE_PREFIX}*`]));
  }

  /**
   * Allows to list the objects of a pipeline.
   *
   * @param grantee who is allowed
   * @param pipelineName whose objects
   */
  public grantList(grantee: iam.IGrantable, pipelineName: string): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      // IfExists: S3 asks for this permission, without a prefix, to answer 404 instead of 403 for an object that is gone.
      conditions: { StringLikeIfExists: { 's3:prefix': listPrefixes(pipelineName) } },
    });
  }

  /**
   * Allows Lambda, in the name of a function, to write stream batches that it gives up on.
   *
   * @param grantee the function
   */
  public grantOnFailure(grantee: iam.IGrantable): iam.Grant {
    return this.grantObjects(grantee, ['s3:PutObject'], [`${ON_FAILURE_PREFIX}*`])
      .combine(
        // Lambda checks the destination by listing it, without a prefix that a condition could name.
        iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] }),
      )
      .combine(this.grantKey(grantee));
  }

  private grantObjects(grantee: iam.IGrantable, actions: string[], patterns: readonly string[]): iam.Grant {
    const resourceArns = patterns.map((pattern) => this.bucket.arnForObjects(pattern));
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }

  private grantKey(grantee: iam.IGrantable): iam.Grant {
    const key = this.bucket.encryptionKey;
    return (
      key?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt') ?? iam.Grant.drop(grantee, 'no customer-managed key')
    );
  }

  private existingBucket(bucket: s3.IBucket, props: ReprocessingBufferProps): s3.IBucket {
    const misplaced = NEW_BUCKET_ONLY.find((name) => props[name] !== undefined);
    if (!misplaced) return bucket;
    throw new SluiceError(
      this,
      'SLUICE_BUFFER',
      `${misplaced} must be left out for an existing bucket, got ${shownValue(props[misplaced])}`,
    );
  }

  private createBucket(props: ReprocessingBufferProps): s3.Bucket {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    return new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.encryptionKey ?? new kms.Key(this, 'Key', { enableKeyRotation: true, removalPolicy }),
      // One data key for many objects instead of a call to KMS for each.
      bucketKeyEnabled: true,
      versioned: true,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: lifecycleRules(this, props.archiveRetention),
      removalPolicy,
    });
  }
}

function objectsOf(zones: readonly Zone[], pipelineName: string): string[] {
  return zones.map((zone) => `${zonePrefix(zone, pipelineName)}*`);
}

function listPrefixes(pipelineName: string): string[] {
  return [...objectsOf(ZONES, pipelineName), `${ON_FAILURE_PREFIX}*`, `${REPLAY_RUNS_PREFIX}${pipelineName}/*`];
}

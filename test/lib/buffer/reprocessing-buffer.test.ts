import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ReprocessingBuffer } from '../../../lib';
import { newStack } from '../stacks';

describe('a new buffer', () => {
  const stack = newStack();
  new ReprocessingBuffer(stack, 'Buffer');
  const template = Template.fromStack(stack);

  test('is versioned, private, encrypted with a key of its own, and stays', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('accepts TLS only', () =>
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    }));

  test('never expires what waits for replay', () => {
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'));
    const rules: Record<string, unknown>[] = bucket.Properties.LifecycleConfiguration.Rules;
    const expiring = rules.filter((rule) => rule.ExpirationInDays !== undefined).map((rule) => rule.Prefix);
    expect(expiring).toEqual(['archive/', 'replay-runs/']);
  });

  test('does to spilled and quarantined records nothing but clear away what was replaced or given up half-way', () => {
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'));
    const rules: Record<string, unknown>[] = bucket.Properties.LifecycleConfiguration.Rules;
    const concerning = rules.filter(({ Prefix = '' }) =>
      ['spilled/orders/x', 'quarantined/orders/x', 'aws/lambda/x', 'compaction/orders/x'].some((key) =>
        key.startsWith(Prefix as string),
      ),
    );
    expect(concerning).toEqual([
      {
        Id: 'leftovers',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        ExpiredObjectDeleteMarker: true,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
    ]);
  });

  test('lets the archive get colder', () =>
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            Prefix: 'archive/',
            ExpirationInDays: 365,
            Transitions: [
              { StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
              { StorageClass: 'GLACIER_IR', TransitionInDays: 90 },
            ],
          }),
          Match.objectLike({
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          }),
        ]),
      },
    }));
});

test('an archive too short for its storage classes is refused', () =>
  expect(() => new ReprocessingBuffer(newStack(), 'Buffer', { archiveRetention: Duration.days(100) })).toThrow(
    /SLUICE_LIFECYCLE.*archiveRetention must be a whole number from 180 to 36500 days, got 100 days/,
  ));

test('an existing bucket is used as it is', () => {
  const stack = newStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'mine');
  const buffer = ReprocessingBuffer.fromBucket(stack, 'Buffer', bucket);
  buffer.grantReplay(new iam.User(stack, 'User'), 'orders');
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).not.toContain('kms:');
});

test('replay may not change the archive', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  new ReprocessingBuffer(stack, 'Buffer').grantReplay(role, 'orders');
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const statements: { Action: string; Resource: unknown }[] = policy.Properties.PolicyDocument.Statement;
  const changing = statements.filter(({ Action }) => Action === 's3:PutObject' || Action === 's3:DeleteObject');
  expect(changing).toHaveLength(2);
  expect(JSON.stringify(changing)).not.toContain('/archive/');
});

test.each([
  ['encryptionKey', (stack: Stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }), 'Shop/Key'],
  ['archiveRetention', () => ({ archiveRetention: Duration.days(200) }), '200 days'],
])('an existing bucket takes no %s, which it would ignore', (name, props, shown) => {
  const stack = newStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  expect(() => new ReprocessingBuffer(stack, 'Buffer', { bucket, ...props(stack) })).toThrow(
    `${name} must be left out for an existing bucket, got ${shown};`,
  );
});

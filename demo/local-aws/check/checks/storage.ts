import assert from 'node:assert/strict';
import { dynamodb, s3, ssm } from '../aws';
import { nameOf } from '../deployment';
import type { Checks } from './checks';

export const storage: Checks = {
  async 'S3: lets exactly one of those win who write where nothing was'() {
    const Bucket = nameOf('Bucket');
    const write = (Body: string) => s3.putObject({ Bucket, Key: 'race', Body, IfNoneMatch: '*' });
    const ends = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => write(`writer ${i}`)));
    const lost = ends.filter((end) => end.status === 'rejected');
    assert.equal(lost.length, 11);
    for (const { reason } of lost as { reason: { name: string; $metadata: { httpStatusCode: number } } }[]) {
      assert.deepEqual([reason.name, reason.$metadata.httpStatusCode], ['PreconditionFailed', 412]);
    }
    const winner = ends.findIndex((end) => end.status === 'fulfilled');
    const { Body } = await s3.getObject({ Bucket, Key: 'race' });
    assert.equal(await Body?.transformToString(), `writer ${winner}`);
  },

  async 'S3: lists versions and delete markers, page by page'() {
    const Bucket = nameOf('Bucket');
    const Prefix = 'versions/';
    for (const Body of ['one', 'two']) await s3.putObject({ Bucket, Key: 'versions/a', Body });
    await s3.putObject({ Bucket, Key: 'versions/b', Body: 'x' });
    await s3.deleteObject({ Bucket, Key: 'versions/b' });
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket, Prefix });
    assert.deepEqual(
      Versions.map(({ Key, IsLatest }) => `${Key} ${IsLatest}`),
      ['versions/a true', 'versions/a false', 'versions/b false'],
    );
    assert.deepEqual(
      DeleteMarkers.map(({ Key, IsLatest }) => `${Key} ${IsLatest}`),
      ['versions/b true'],
    );
    assert.deepEqual(
      (await s3.listObjectsV2({ Bucket, Prefix })).Contents?.map(({ Key }) => Key),
      ['versions/a'],
    );
    const first = await s3.listObjectsV2({ Bucket, MaxKeys: 1 });
    const rest = await s3.listObjectsV2({ Bucket, ContinuationToken: first.NextContinuationToken });
    assert.ok((rest.Contents?.[0]?.Key ?? '') > (first.Contents?.[0]?.Key ?? ''));
  },

  async 'S3: has the bucket properties of the template'() {
    const Bucket = nameOf('Bucket');
    const { Rules = [] } = await s3.getBucketLifecycleConfiguration({ Bucket });
    assert.equal(Rules[0]?.NoncurrentVersionExpiration?.NoncurrentDays, 7);
    const { TagSet = [] } = await s3.getBucketTagging({ Bucket });
    assert.ok(TagSet.some(({ Key }) => Key === 'aws-cdk:auto-delete-objects'));
    await s3.putObject({ Bucket, Key: 'sealed', Body: 'x' });
    assert.equal((await s3.headObject({ Bucket, Key: 'sealed' })).SSEKMSKeyId, nameOf('Key'));
  },

  async 'DynamoDB: loses no update under concurrent conditional writes'() {
    const Key = { pk: { S: 'cas' }, sk: { S: 'counter' } };
    const TableName = nameOf('Table');
    const raise = async (): Promise<number> => {
      for (let tries = 1; ; tries++) {
        const { Item } = await dynamodb.getItem({ TableName, Key, ConsistentRead: true });
        const n = Number(Item?.n?.N ?? 0);
        const won = await dynamodb
          .updateItem({
            TableName,
            Key,
            UpdateExpression: 'SET n = :next',
            ConditionExpression: 'attribute_not_exists(n) OR n = :n',
            ExpressionAttributeValues: { ':n': { N: `${n}` }, ':next': { N: `${n + 1}` } },
          })
          .then(() => true, isConditionFailure);
        if (won) return tries;
      }
    };
    const tries = await Promise.all(Array.from({ length: 20 }, raise));
    assert.equal((await dynamodb.getItem({ TableName, Key })).Item?.n?.N, '20');
    assert.ok(Math.max(...tries) > 1, 'nobody ever lost');
  },

  async 'DynamoDB: has the time to live of the template'() {
    const { TimeToLiveDescription } = await dynamodb.describeTimeToLive({ TableName: nameOf('Table') });
    assert.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  },

  async 'SSM: finds parameters by their path'() {
    const { Parameters = [] } = await ssm.getParametersByPath({ Path: '/check', Recursive: true });
    assert.deepEqual(
      Parameters.map(({ Name, Value }) => `${Name} ${Value}`),
      ['/check/pipe/a value'],
    );
  },
};

/** Whether it is the failure of a condition: then the write was lost, and false says so. */
function isConditionFailure(error: Error): boolean {
  if (error.name !== 'ConditionalCheckFailedException') throw error;
  return false;
}

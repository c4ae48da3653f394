import type * as Sdk from '@aws-sdk/client-s3';
import type { Lake, LakeWriter } from '../failover/host';
import { QUICK, S3_STYLE } from './client-config';

const MISSING = 404;
const EXISTS = 412;

const CONTENT = { ContentType: 'application/x-ndjson' };

/** The way into the reprocessing buffer in S3. */
export function s3LakeWriter({ PutObjectCommand, S3Client }: typeof Sdk, bucket: string): LakeWriter {
  const client = new S3Client({ ...QUICK, ...S3_STYLE });
  return {
    async putOnce(key, body) {
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...CONTENT, IfNoneMatch: '*' });
      await client.send(put).catch(unless(EXISTS));
    },
  };
}

/** The reprocessing buffer in S3. */
export function s3Lake(sdk: typeof Sdk, bucket: string): Lake {
  const { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } = sdk;
  const client = new S3Client({ ...QUICK, ...S3_STYLE });
  return {
    ...s3LakeWriter(sdk, bucket),

    async put(key, body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...CONTENT }));
    },

    async get(key) {
      const get = new GetObjectCommand({ Bucket: bucket, Key: key });
      const found = await client.send(get).catch(unless(MISSING));
      return found?.Body?.transformToString();
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },

    async list(prefix, atMost, after) {
      const MaxKeys = Math.min(1_000, atMost);
      const page = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys, StartAfter: after });
      const { Contents = [] } = await client.send(page);
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
  };
}

/** An answer of this status is no error here. */
function unless(status: number): (error: unknown) => undefined {
  return (error) => {
    if ((error as Partial<Sdk.S3ServiceException>).$metadata?.httpStatusCode !== status) throw error;
    return undefined;
  };
}

import type * as Sdk from '@aws-sdk/client-s3';
import type { Lake } from '../failover/host';
import { QUICK, S3_STYLE } from './client-config';

const CONTENT_TYPE = 'application/x-ndjson';
const MISSING = 404;
const EXISTS = 412;

/** The reprocessing buffer in S3. */
export function s3Lake(sdk: typeof Sdk, bucket: string): Lake {
  const { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } = sdk;
  const client = new S3Client({ ...QUICK, ...S3_STYLE });
  const object = (key: string): { Bucket: string; Key: string } => ({ Bucket: bucket, Key: key });
  const put = async (key: string, body: string, condition?: { IfNoneMatch: '*' }): Promise<void> => {
    const content = { Body: body, ContentType: CONTENT_TYPE };
    await client.send(new PutObjectCommand({ ...object(key), ...content, ...condition }));
  };
  return {
    put,
    putOnce: (key, body) => put(key, body, { IfNoneMatch: '*' }).catch(unless(EXISTS)),

    async get(key) {
      const found = await client.send(new GetObjectCommand(object(key))).catch(unless(MISSING));
      return found?.Body?.transformToString();
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand(object(key)));
    },

    async count(prefix, atMost) {
      const page = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: Math.min(1_000, atMost) });
      const { Contents = [] } = await client.send(page);
      return Contents.length;
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

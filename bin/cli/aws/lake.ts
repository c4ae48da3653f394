import type { Aws } from '../host';
import { call, type ClientSettings, lazily } from './clients';

/** The bucket of the reprocessing buffer. */
export function lake(settings: ClientSettings, forcePathStyle: boolean): Pick<Aws, 'objects' | 'objectText'> {
  const s3 = lazily(async () => {
    const sdk = await import('@aws-sdk/client-s3');
    return { sdk, client: new sdk.S3Client({ ...settings, forcePathStyle }) };
  });
  const page = (where: { Bucket: string; Prefix: string; StartAfter?: string; ContinuationToken?: string }) =>
    call('s3:ListBucket', `arn:aws:s3:::${where.Bucket}`, async () => {
      const { sdk, client } = await s3();
      return client.send(new sdk.ListObjectsV2Command(where));
    });
  return {
    objects: async function* (bucket, prefix, after) {
      let token: string | undefined;
      do {
        const { Contents = [], NextContinuationToken } = await page({
          Bucket: bucket,
          Prefix: prefix,
          StartAfter: after,
          ContinuationToken: token,
        });
        for (const { Key = '', Size = 0 } of Contents) yield { key: Key, bytes: Size };
        token = NextContinuationToken;
      } while (token !== undefined);
    },

    objectText: (bucket, key) =>
      call('s3:GetObject', `arn:aws:s3:::${bucket}/${key}`, async () => {
        const { sdk, client } = await s3();
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
        return (await Body?.transformToString()) ?? '';
      }),
  };
}

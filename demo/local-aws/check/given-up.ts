import { s3 } from './aws';
import { mappingOf } from './calls';
import { nameOf } from './deployment';
import { until } from './until';

/** What a mapping sends to its on-failure destination. */
export interface GivenUp {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly KinesisBatchInfo: { readonly batchSize: number };
  /** The whole event as JSON, in S3 only. */
  readonly payload?: string;
}

/** What the mapping of a function stored in S3 when it gave records up. */
export async function givenUpBy(fn: string): Promise<{ key: string; stored: GivenUp; names: string[] }> {
  const Prefix = `aws/lambda/${await mappingOf(fn)}/`;
  const Bucket = nameOf('Bucket');
  const key = await until(
    `${fn} in S3`,
    async () => (await s3.listObjectsV2({ Bucket, Prefix })).Contents?.[0]?.Key,
    100,
  );
  const { Body } = await s3.getObject({ Bucket, Key: key });
  const stored = JSON.parse((await Body?.transformToString()) ?? '') as GivenUp;
  const { Records } = JSON.parse(stored.payload ?? '') as { Records: { kinesis: { data: string } }[] };
  const names = Records.map(({ kinesis }) => (JSON.parse(atob(kinesis.data)) as { name: string }).name);
  return { key, stored, names };
}

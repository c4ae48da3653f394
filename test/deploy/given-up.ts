import { parseRow } from '../../demo/warehouse';
import type { Flow } from './flow';

/** What Lambda writes of a batch that it gives up on: `payload` is the event that the handler would have got, as JSON. */
interface GivenUp {
  readonly payload?: string;
}

/** Rows in batches that Lambda gave up on, also where a replay has taken the object out since. */
export async function givenUpRows({ cloud, entry }: Flow): Promise<number[]> {
  const versions = await cloud.versions(entry.bucket, 'aws/lambda/');
  const bodies = await Promise.all(versions.map((version) => cloud.read(entry.bucket, version)));
  return bodies.flatMap(rowsIn);
}

function rowsIn(body: string): number[] {
  const { payload = '{}' } = JSON.parse(body) as GivenUp;
  const { Records = [] } = JSON.parse(payload) as {
    Records?: readonly { readonly kinesis: { readonly data: string } }[];
  };
  return Records.map(({ kinesis }) => parseRow(Buffer.from(kinesis.data, 'base64').toString('utf8')).row);
}

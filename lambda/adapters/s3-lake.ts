import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Lake } from '../failover/host';
import { QUICK, S3_STYLE } from './client-config';

const CONTENT_TYPE = 'application/x-ndjson';
const EXISTS = 412;

/** The reprocessing buffer in S3. */
export class S3Lake implements Lake {
  private readonly client = new S3Client({ ...QUICK, ...S3_STYLE });

  constructor(private readonly bucket: string) {}

  public async putOnce(key: string, body: string): Promise<void> {
    await this.client.send(this.putCommand(key, body, '*')).catch((error: unknown) => {
      if (statusOf(error) !== EXISTS) throw error;
    });
  }

  public async put(key: string, body: string): Promise<void> {
    await this.client.send(this.putCommand(key, body));
  }

  public async get(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  public async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  public async count(prefix: string, atMost: number): Promise<number> {
    const page = new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, MaxKeys: Math.min(1_000, atMost) });
    const { Contents = [] } = await this.client.send(page);
    return Contents.length;
  }

  private putCommand(key: string, body: string, ifNoneMatch?: string): PutObjectCommand {
    return new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentType: CONTENT_TYPE,
      IfNoneMatch: ifNoneMatch,
    });
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

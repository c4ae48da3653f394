import type * as DynamoDb from '@aws-sdk/client-dynamodb';
import type * as S3 from '@aws-sdk/client-s3';
import type { BucketClient } from '../../lib/simulation/data-plane/bucket';
import type { Condition, Item, TableClient } from '../../lib/simulation/data-plane/table';

/** What the adapters need of the SDK, over modelled services: so the adapters are the real ones, too. */

type Sent<T> = { readonly input: T };

class Command<T> implements Sent<T> {
  constructor(public readonly input: T) {}
}

export function s3Over(bucket: BucketClient): typeof S3 {
  class PutObjectCommand extends Command<{ Key: string; Body: string; IfNoneMatch?: string }> {}
  class GetObjectCommand extends Command<{ Key: string }> {}
  class DeleteObjectCommand extends Command<{ Key: string }> {}
  class ListObjectsV2Command extends Command<{ Prefix: string; MaxKeys: number; StartAfter?: string }> {}
  class S3Client {
    public async send(command: unknown): Promise<unknown> {
      if (command instanceof PutObjectCommand) {
        const { Key, Body, IfNoneMatch } = command.input;
        return bucket.put(Key, Body, IfNoneMatch === '*');
      }
      if (command instanceof GetObjectCommand) {
        const body = await bucket.get(command.input.Key);
        return { Body: { transformToString: async () => body } };
      }
      if (command instanceof DeleteObjectCommand) return bucket.remove(command.input.Key);
      if (command instanceof ListObjectsV2Command) {
        const { Prefix, MaxKeys, StartAfter } = command.input;
        const keys = await bucket.list(Prefix, MaxKeys, StartAfter);
        return { Contents: keys.map((Key) => ({ Key })) };
      }
      throw new Error('the modelled bucket has no such request');
    }
  }
  const sdk = { PutObjectCommand, GetObjectCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client };
  return sdk as unknown as typeof S3;
}

interface Attributes {
  readonly [name: string]: { readonly S?: string; readonly N?: string };
}

interface PutInput {
  readonly Item: Attributes;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Attributes;
}

export function dynamoDbOver(table: TableClient): typeof DynamoDb {
  class GetItemCommand extends Command<{ Key: Attributes }> {}
  class PutItemCommand extends Command<PutInput> {}
  class DynamoDBClient {
    public async send(command: unknown): Promise<unknown> {
      if (command instanceof GetItemCommand) {
        const item = await table.get(command.input.Key.pk.S!);
        return { Item: item && { version: { N: String(item.version) }, value: { S: item.value } } };
      }
      if (command instanceof PutItemCommand) {
        const { Item: attributes } = command.input;
        return table.put(attributes.pk.S!, itemOf(attributes), conditionOf(command.input));
      }
      throw new Error('the modelled table has no such request');
    }
  }
  return { GetItemCommand, PutItemCommand, DynamoDBClient } as unknown as typeof DynamoDb;
}

function itemOf({ version, value, expiresAt }: Attributes): Item {
  return { version: Number(version.N), value: value.S!, expiresAt: expiresAt && Number(expiresAt.N) };
}

/** The two conditions that are used; without one a write always takes effect. */
function conditionOf({ ConditionExpression: text, ExpressionAttributeValues: values }: PutInput): Condition {
  switch (text) {
    case undefined:
      return () => true;
    case 'attribute_not_exists(pk)':
      return (before) => before === undefined;
    case 'version = :expected':
      return (before) => before?.version === Number(values![':expected'].N);
    default:
      throw new Error(`the modelled table has no condition '${text}'`);
  }
}

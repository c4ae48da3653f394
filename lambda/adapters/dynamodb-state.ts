import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { STATE_EXPIRY, STATE_KEY, STATE_VALUE, STATE_VERSION } from '../../lib/contract/state';
import type { StateStore, Versioned } from '../failover/host';

/** The table is a help, not a need: give it up soon. */
const CONFIG = { maxAttempts: 2, requestHandler: { connectionTimeout: 500, requestTimeout: 1_000 } };

/** Shared state in DynamoDB, guarded by a version. */
export class DynamoDbState implements StateStore {
  private readonly client = new DynamoDBClient(CONFIG);

  constructor(private readonly table: string) {}

  public async read(key: string): Promise<Versioned | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: { [STATE_KEY]: { S: key } }, ConsistentRead: true }),
    );
    return Item && { version: Number(Item[STATE_VERSION]?.N), value: Item[STATE_VALUE]?.S ?? '' };
  }

  public async write(key: string, value: string, expected: number, expiresAt?: number): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: {
            [STATE_KEY]: { S: key },
            [STATE_VERSION]: { N: String(expected + 1) },
            [STATE_VALUE]: { S: value },
            ...(expiresAt !== undefined && { [STATE_EXPIRY]: { N: String(expiresAt) } }),
          },
          ConditionExpression: expected === 0 ? 'attribute_not_exists(#key)' : '#version = :expected',
          ExpressionAttributeNames: expected === 0 ? { '#key': STATE_KEY } : { '#version': STATE_VERSION },
          ...(expected !== 0 && { ExpressionAttributeValues: { ':expected': { N: String(expected) } } }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

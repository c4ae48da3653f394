import type * as Sdk from '@aws-sdk/client-dynamodb';
import { STATE_EXPIRY, STATE_KEY, STATE_VALUE, STATE_VERSION } from '../../lib/contract/state';
import type { StateStore } from '../failover/host';
import { clientConfig } from './client-config';

/** The table is a help, not a need: give it up soon. */
const CONFIG = clientConfig(2, 500, 1_000);

/** Shared state in DynamoDB, guarded by a version. None of its attributes is a reserved word: expressions name them as they are. */
export function dynamoDbState(sdk: typeof Sdk, table: string): StateStore {
  const { DynamoDBClient, GetItemCommand, PutItemCommand } = sdk;
  const client = new DynamoDBClient(CONFIG);
  return {
    async read(key) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { [STATE_KEY]: { S: key } }, ConsistentRead: true }),
      );
      return Item && { version: Number(Item[STATE_VERSION]?.N), value: Item[STATE_VALUE]?.S ?? '' };
    },

    async write(key, value, expected, expiresAt) {
      const command = new PutItemCommand({
        TableName: table,
        Item: {
          [STATE_KEY]: { S: key },
          [STATE_VERSION]: { N: String(expected + 1) },
          [STATE_VALUE]: { S: value },
          ...(expiresAt !== undefined && { [STATE_EXPIRY]: { N: String(expiresAt) } }),
        },
        ...(expected === 0
          ? { ConditionExpression: `attribute_not_exists(${STATE_KEY})` }
          : {
              ConditionExpression: `${STATE_VERSION} = :expected`,
              ExpressionAttributeValues: { ':expected': { N: String(expected) } },
            }),
      });
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if ((error as Error).name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },
  };
}

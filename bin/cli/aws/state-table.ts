import type { Aws } from '../host';
import { call, type ClientSettings, lazily } from './clients';

/** The table that the breakers of a pipeline share. */
export function stateTable(settings: ClientSettings): Pick<Aws, 'itemValue'> {
  const dynamodb = lazily(async () => {
    const sdk = await import('@aws-sdk/client-dynamodb');
    return { sdk, client: new sdk.DynamoDBClient(settings) };
  });
  return {
    itemValue: (table, key, attribute) =>
      call('dynamodb:GetItem', `arn:aws:dynamodb:*:*:table/${table}`, async () => {
        const { sdk, client } = await dynamodb();
        const Key = Object.fromEntries(Object.entries(key).map(([name, S]) => [name, { S }]));
        const { Item } = await client.send(new sdk.GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
        return Item?.[attribute]?.S;
      }),
  };
}

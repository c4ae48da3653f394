import { Stub, StubAnswer, StubRequest } from './stub';

type Item = Record<string, { readonly S?: string; readonly N?: string }>;

interface Input {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
}

/** As much of DynamoDB as one table with the two conditions of an optimistic lock needs, over its own protocol. */
export class Table {
  public readonly items = new Map<string, Item>();

  private constructor(public readonly stub: Stub) {}

  public static async start(): Promise<Table> {
    const stub = await Stub.start();
    const table = new Table(stub);
    stub.answer = (request) => table.#answer(request);
    return table;
  }

  #answer({ headers, body }: StubRequest): StubAnswer {
    const input = JSON.parse(body) as Input;
    if (input.TableName !== 'state') return failure('ResourceNotFoundException');
    const operation = String(headers['x-amz-target']);
    if (operation.endsWith('.GetItem')) return json({ Item: this.items.get(input.Key!.pk.S!) });
    if (!operation.endsWith('.PutItem')) return failure('UnknownOperationException');
    if (!this.#holds(input)) return failure('ConditionalCheckFailedException');
    this.items.set(input.Item!.pk.S!, input.Item!);
    return json({});
  }

  #holds({ Item: item, ...input }: Input): boolean {
    const held = this.items.get(item!.pk.S!);
    const names = (text: string): string => text.replace(/#\w+/g, (name) => input.ExpressionAttributeNames![name]);
    const [, absent] = /^attribute_not_exists\((\w+)\)$/.exec(names(input.ConditionExpression!)) ?? [];
    if (absent) return held?.[absent] === undefined;
    const [, name, value] = /^(\w+) = (:\w+)$/.exec(names(input.ConditionExpression!))!;
    return held !== undefined && held[name]?.N === input.ExpressionAttributeValues![value].N;
  }
}

function json(body: object): StubAnswer {
  return { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}

function failure(type: string): StubAnswer {
  return { ...json({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }), status: 400 };
}

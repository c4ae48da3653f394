import * as sdk from '@aws-sdk/client-dynamodb';
import { dynamoDbState } from '../../../lambda/adapters/dynamodb-state';
import type { StateStore } from '../../../lambda/failover/host';
import { deadUrl, pointed, Stub } from './stub';
import { Table } from './table';

let table: Table;
let state: StateStore;
beforeEach(async () => {
  table = await Table.start();
  state = dynamoDbState(pointed(sdk, table.stub.url), 'state');
});
afterEach(() => table.stub.stop());

describe('the shared state in DynamoDB', () => {
  it('gives what was written, with its version', async () => {
    expect(await state.read('a')).toBeUndefined();
    expect(await state.write('a', 'first', 0)).toBe(true);
    expect(await state.read('a')).toEqual({ version: 1, value: 'first' });
    expect(await state.write('a', 'second', 1)).toBe(true);
    expect(await state.read('a')).toEqual({ version: 2, value: 'second' });
  });

  test.each([
    ['a first write where there is an item', 0],
    ['a write on an older version', 1],
    ['a write on a version that was never there', 7],
  ])('refuses %s, and keeps what it has', async (_, expected) => {
    await state.write('a', 'first', 0);
    await state.write('a', 'second', 1);
    expect(await state.write('a', 'late', expected)).toBe(false);
    expect(await state.read('a')).toEqual({ version: 2, value: 'second' });
  });

  it('refuses a later version where there is no item', async () => {
    expect(await state.write('a', 'late', 3)).toBe(false);
  });

  it('has one winner of many who write at once', async () => {
    const wins = await Promise.all(Array.from({ length: 8 }, (_, i) => state.write('a', `w${i}`, 0)));
    expect(wins.filter(Boolean)).toHaveLength(1);
  });

  it('is read as it is now, not as it was a moment ago', async () => {
    await state.read('a');
    expect(table.stub.json).toMatchObject({ ConsistentRead: true });
  });

  it('is told after which second an item may go, where it may', async () => {
    await state.write('a', 'first', 0, 1_764_000_000);
    await state.write('b', 'first', 0);
    expect(table.items.get('a')).toEqual({
      pk: { S: 'a' },
      version: { N: '1' },
      value: { S: 'first' },
      expiresAt: { N: '1764000000' },
    });
    expect(table.items.get('b')).not.toHaveProperty('expiresAt');
  });

  it('reads an item without a value as an empty one', async () => {
    table.items.set('a', { pk: { S: 'a' }, version: { N: '3' } });
    expect(await state.read('a')).toEqual({ version: 3, value: '' });
  });
});

describe('a table that is away', () => {
  it('throws, on reading and on writing', async () => {
    const away = dynamoDbState(pointed(sdk, table.stub.url), 'none');
    await expect(away.read('a')).rejects.toThrow();
    await expect(away.write('a', 'x', 0)).rejects.toThrow();
    await expect(dynamoDbState(pointed(sdk, await deadUrl()), 'state').read('a')).rejects.toThrow();
  });

  it('is given up soon: it is a help, not a need', async () => {
    const stub = await Stub.start();
    stub.answer = () => 'hang';
    const start = performance.now();
    await expect(dynamoDbState(pointed(sdk, stub.url), 'state').read('a')).rejects.toThrow();
    expect(performance.now() - start).toBeLessThan(3_500);
    await stub.stop();
  });
});

import * as fc from 'fast-check';
import { deliveryOf } from '../../../lambda/adapters/partial-response';
import { itemIdentifier, NativeRecord } from '../../../lambda/failover/records';
import { message, messages, streamRecords } from '../records';
import { runs } from '../runs';

/** Ids of records by their places, as a consumer names them. */
function naming(records: readonly NativeRecord[], ...places: number[]): object {
  return { batchItemFailures: places.map((i) => ({ itemIdentifier: itemIdentifier(records[i]) })) };
}

const FIFO = ['a', 'b', 'a', 'b', 'a'].map((group, i) => message(`m${i}`, { group }));
const SOURCES: Record<string, readonly NativeRecord[]> = {
  'a queue': messages(5),
  'a FIFO queue': FIFO,
  'a stream': streamRecords(5),
};

const list = (...failures: unknown[]): object => ({ batchItemFailures: failures });

describe.each(Object.entries(SOURCES))('the answer of a consumer of %s', (_, records) => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'done'],
    ['a number', 500],
    ['true', true],
    ['an empty object', {}],
    ['a list', []],
    ['no list', { batchItemFailures: undefined }],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', list()],
    ['a status of 200', { statusCode: 200, body: 'failed' }],
    ['a status of 399', { statusCode: 399 }],
    ['a status in words', { statusCode: '500' }],
    ['a wrong name for the list', { BatchItemFailures: [{ itemIdentifier: 'm0' }] }],
  ])('is success where it says %s', (__, answer) => expect(deliveryOf(records, answer)).toEqual({ kind: 'accepted' }));

  test.each<[string, unknown, string]>([
    ['a list that is text', { batchItemFailures: 'm0' }, 'BAD_RESPONSE'],
    ['a list that is an object', { batchItemFailures: { itemIdentifier: 'm0' } }, 'BAD_RESPONSE'],
    ['a list that is false', { batchItemFailures: false }, 'BAD_RESPONSE'],
    ['a wrong key for the id', list({ id: 'm0' }), 'BAD_ITEM_IDENTIFIER'],
    ['an id without its key', list(itemIdentifier(records[0])), 'BAD_ITEM_IDENTIFIER'],
    ['an unknown id', list({ itemIdentifier: 'stranger' }), 'BAD_ITEM_IDENTIFIER'],
    ['an empty id', list({ itemIdentifier: '' }), 'BAD_ITEM_IDENTIFIER'],
    ['a null id', list({ itemIdentifier: null }), 'BAD_ITEM_IDENTIFIER'],
    ['null in the list', list(null), 'BAD_ITEM_IDENTIFIER'],
    [
      'a known id beside an unknown one',
      list({ itemIdentifier: itemIdentifier(records[0]) }, { itemIdentifier: 'x' }),
      'BAD_ITEM_IDENTIFIER',
    ],
    ['all ids', naming(records, 0, 1, 2, 3, 4), 'ALL_REFUSED'],
  ])('is failure of the whole where it says %s', (__, answer, code) => {
    expect(deliveryOf(records, answer)).toMatchObject({ kind: 'failed', cause: 'unclear', code });
  });

  test.each([
    [429, 'overload'],
    [400, 'content'],
    [413, 'content'],
    [414, 'content'],
    [415, 'content'],
    [422, 'content'],
    [401, 'outage'],
    [403, 'outage'],
    [404, 'outage'],
    [500, 'outage'],
    [503, 'outage'],
  ])('with the status %i is a failure: %s', (statusCode, cause) => {
    const answer = { statusCode, ...naming(records, 0) };
    expect(deliveryOf(records, answer)).toMatchObject({ kind: 'failed', cause, code: `HTTP_${statusCode}` });
  });

  it('that names an id twice means it once', () => {
    expect(deliveryOf(records, naming(records, 3, 3))).toEqual(deliveryOf(records, naming(records, 3)));
  });

  it('puts every record under one heading, in the order of the batch', () => {
    const places = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(places, (named) => {
        const delivery = deliveryOf(records, naming(records, ...named));
        if (delivery.kind !== 'refused') return expect(delivery).toMatchObject({ code: 'ALL_REFUSED' });
        const refused = delivery.items.map(({ index }) => index);
        const left = [...refused, ...delivery.untouched];
        expect(new Set(left).size).toBe(left.length);
        expect(left.length).toBeLessThan(5);
        expect(named.every((place) => left.includes(place))).toBe(true);
        expect([refused, delivery.untouched]).toEqual([refused.sort(), [...delivery.untouched].sort()]);
      }),
      runs(100),
    );
  });
});

describe('records that a consumer names', () => {
  const sorted = (records: readonly NativeRecord[], ...places: number[]): unknown => {
    const delivery = deliveryOf(records, naming(records, ...places));
    return delivery.kind === 'refused' ? [delivery.items.map(({ index }) => index), delivery.untouched] : delivery.kind;
  };

  test.each<[string, string, number[], unknown]>([
    ['of a queue are refused, and no others', 'a queue', [1, 3], [[1, 3], []]],
    ['of a stream: the first is refused, all behind it come again', 'a stream', [3, 1], [[1], [2, 3, 4]]],
    ['of a stream: the last', 'a stream', [4], [[4], []]],
    ['of a stream: the first of all is failure of the whole', 'a stream', [0], 'failed'],
    [
      'of a FIFO queue: the first of each group is refused, the others come again',
      'a FIFO queue',
      [0, 2, 4, 3],
      [
        [0, 3],
        [2, 4],
      ],
    ],
    ['of a FIFO queue: one that is not named was processed', 'a FIFO queue', [0, 4], [[0], [4]]],
  ])('%s', (_, source, places, expected) => expect(sorted(SOURCES[source], ...places)).toEqual(expected));

  it('say so with a code that tells them from an outage', () => {
    const delivery = deliveryOf(messages(2), naming(messages(2), 1));
    expect(delivery).toMatchObject({ items: [{ index: 1, cause: 'unclear', code: 'ITEM_FAILURE' }] });
  });
});

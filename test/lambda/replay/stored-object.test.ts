import { selectorOf } from '../../../lambda/replay/selection';
import { readObject } from '../../../lambda/replay/stored-object';
import { message, START, streamRecords } from '../records';
import { envelope } from './objects';

const line = JSON.stringify(envelope(message('a')));
const payload = (event: unknown): string => JSON.stringify({ payload: JSON.stringify(event) });

describe('reading an object', () => {
  it('gives its records in order, whatever the line ends and empty lines', () => {
    const other = JSON.stringify(envelope(message('b')));
    for (const text of [`${line}\n${other}\n`, `${line}\n\n  \n${other}`, `${line}\r\n${other}\r\n`]) {
      expect(readObject(text, 'orders').envelopes.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(readObject(text, 'orders').unreadable).toEqual([]);
    }
  });

  test.each([
    ['no JSON', '{"v":1'],
    ['no object', 'null'],
    ['a form of a later version', '{"v":2,"id":"a"}'],
    ['an envelope without an id', '{"v":1}'],
    ['an on-failure record whose payload is no JSON', '{"payload":"{"}'],
    ['an on-failure record without records', payload({})],
    ['an on-failure record whose records are no list', payload({ Records: 'a' })],
    ['an on-failure record with something else among its records', payload({ Records: [message('a'), {}] })],
    ['an on-failure record that only points to the records', '{"KinesisBatchInfo":{"shardId":"shardId-000000000000"}}'],
  ])('sets a line aside as it is that is %s', (_, odd) => {
    expect(readObject(`${odd}\n${line}\n`, 'orders')).toMatchObject({ envelopes: [{ id: 'a' }], unreadable: [odd] });
  });

  it('reads an empty object as nothing', () => {
    expect(readObject('', 'orders')).toMatchObject({ envelopes: [], unreadable: [] });
  });

  it('takes the reason of an on-failure record from its condition, where it has one', () => {
    const records = streamRecords(1);
    const codeOf = (extra: object): string | undefined =>
      readObject(JSON.stringify({ payload: JSON.stringify({ Records: records }), ...extra }), 'orders').envelopes[0]
        .error?.code;
    expect(codeOf({ requestContext: { condition: 'RecordAgeExceeded' } })).toBe('RecordAgeExceeded');
    expect([codeOf({ requestContext: {} }), codeOf({})]).toEqual(['OnFailure', 'OnFailure']);
  });
});

describe('a stored record that can be replayed', () => {
  test.each<[string, object, boolean]>([
    ['lies in the range', {}, true],
    ['lies at its first millisecond', { eventTime: START }, true],
    ['does not lie before it', { eventTime: START - 1 }, false],
    ['does not lie at its end', { eventTime: START + 1_000 }, false],
    ['has an event time', { eventTime: undefined }, false],
    ['is a record', { record: { messageId: 'a' } }, false],
    ['is there', { record: undefined }, false],
  ])('%s', (_, overrides, expected) => {
    const stored = { ...envelope(message('a')), eventTime: START + 500, ...overrides };
    expect(selectorOf({ from: START, to: START + 1_000, keys: '' })(stored)).toBe(expected);
  });
});

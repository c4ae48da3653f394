import { figuresAt, type Series } from '../../../../lib/control/observing/figures';

const AT = 1_795_521_600;

function series(points: Record<number, number>, overrides: Partial<Series> = {}): Series {
  const entries = Object.entries(points).map(([at, figure]) => [Number(at), figure] as const);
  return { namespace: 'AWS/SQS', statistic: 'Sum', points: new Map(entries), whole: true, ...overrides };
}

const nothing = series({});
const heartbeat = series({ [AT]: 1 }, { namespace: 'AWS/Lambda' });

describe('the figures of a period', () => {
  it('are those that were published', () => {
    const arrivals = series({ [AT - 60]: 3, [AT]: 7 });
    expect(figuresAt(AT, { arrivals }, {})).toEqual({ known: { arrivals: 7 }, settled: true });
  });

  it('are zero of what did not happen, where the same service published others', () => {
    const found = figuresAt(AT, { processed: series({ [AT]: 7 }), arrivals: nothing }, { present: 3 });
    expect(found).toEqual({ known: { processed: 7, arrivals: 0 }, settled: true });
  });

  it('are zero where later ones are there: metrics arrive in order', () => {
    expect(figuresAt(AT, { arrivals: series({ [AT + 60]: 7 }) }, {}).known).toEqual({ arrivals: 0 });
    expect(figuresAt(AT, { arrivals: series({ [AT - 60]: 7 }) }, {}).known).toEqual({});
  });

  it('are zero of an empty queue, and of a silent stream where metrics come through at all', () => {
    expect(figuresAt(AT, { arrivals: nothing }, { present: 0 }).known).toEqual({ arrivals: 0 });
    expect(figuresAt(AT, { arrivals: nothing }, { heartbeat }).known).toEqual({ arrivals: 0 });
    expect(figuresAt(AT + 10, { arrivals: nothing }, { heartbeat }).known).toEqual({ arrivals: 0 });
  });

  it('are zero of a function that was not called, where the heartbeat shows that functions are counted', () => {
    const errors = series({}, { namespace: 'AWS/Lambda' });
    expect(figuresAt(AT, { errors }, { present: 5, heartbeat }).known).toEqual({ errors: 0 });
    expect(figuresAt(AT + 60, { errors }, { present: 5, heartbeat }).known).toEqual({});
  });

  test.each([
    ['nothing tells silence from missing metrics', {}],
    ['messages wait', { present: 1 }],
    ['messages wait, whatever else is published', { present: 1, heartbeat }],
    ['the heartbeat is missing, too', { heartbeat: nothing }],
  ])('are in doubt where %s', (_, signs) => {
    expect(figuresAt(AT, { arrivals: nothing }, signs)).toEqual({ known: {}, settled: false });
  });

  it('are in doubt where another service counted something: a silent flow has nothing to count', () => {
    const busyMillis = series({ [AT]: 900 }, { namespace: 'AWS/Lambda' });
    const found = figuresAt(AT, { busyMillis, processed: nothing }, { present: 0, heartbeat });
    expect(found).toEqual({ known: { busyMillis: 900 }, settled: false });
  });

  it('are in doubt where CloudWatch gave only a part', () => {
    const arrivals = series({ [AT + 60]: 7 }, { whole: false });
    expect(figuresAt(AT, { arrivals }, { present: 0, heartbeat })).toEqual({ known: {}, settled: false });
  });

  it('leave out an age or share that was not published, without a doubt', () => {
    const oldestAgeSeconds = series({}, { statistic: 'Maximum' });
    expect(figuresAt(AT, { oldestAgeSeconds }, { present: 0 })).toEqual({ known: {}, settled: true });
  });
});

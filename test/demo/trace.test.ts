import * as fc from 'fast-check';
import { mixed, poisonRows, readTrace } from '../../demo/trace';

describe('the recorded requests', () => {
  const rows = readTrace(19_366);

  test('are all there, in order of arrival', () => {
    expect(rows).toHaveLength(19_366);
    for (let i = 1; i < rows.length; i++) expect(rows[i].offset).toBeGreaterThanOrEqual(rows[i - 1].offset);
    expect(rows.map(({ row }) => row)).toEqual(rows.map((_, i) => i));
  });

  test('span 58 minutes', () => {
    expect(rows[rows.length - 1].offset / 60_000).toBeCloseTo(58, 0);
  });
});

test('poison rows are numbered behind the good ones and have no number of tokens', () => {
  const poison = poisonRows(3, 100);
  expect(poison.map(({ row }) => row)).toEqual([100, 101, 102]);
  for (const { generatedTokens } of poison) expect(Number.isInteger(generatedTokens)).toBe(false);
});

test('bad rows are spread evenly among good ones; none is left out and the order is kept', () => {
  const positive = (n: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: n });
  fc.assert(
    fc.property(positive(200), positive(300), (goods, bads) => {
      const good = Array.from({ length: goods }, (_, i) => `good ${i}`);
      const bad = Array.from({ length: bads }, (_, i) => `bad ${i}`);
      const all = mixed(good, bad);
      expect(all.filter((row) => row.startsWith('good'))).toEqual(good);
      expect(all.filter((row) => row.startsWith('bad'))).toEqual(bad);
      const share = bads / (goods + bads);
      all.forEach((_, i) => {
        const seen = all.slice(0, i + 1).filter((row) => row.startsWith('bad')).length;
        expect(Math.abs(seen - share * (i + 1))).toBeLessThan(1);
      });
    }),
    { numRuns: 30 },
  );
});

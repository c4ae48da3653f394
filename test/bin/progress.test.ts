import * as fc from 'fast-check';
import { progressBar, progressText, remainingMillis, share } from '../../bin/cli/progress';

const anyProgress = fc.record({
  done: fc.integer({ min: 0, max: 2_000 }),
  total: fc.integer({ min: 0, max: 1_000 }),
  failed: fc.integer({ min: 0, max: 10 }),
  elapsedMillis: fc.integer({ min: 0, max: 1e9 }),
});

test('progress says how much is done, how fast, and when it will end', () => {
  expect(progressText({ done: 450, total: 1_000, failed: 2, elapsedMillis: 37_500 })).toBe(
    '45 %  450/1,000 objects  2 failed  12.0/s  ETA 46 s',
  );
});

test('before the objects are listed there is no share, and no end in sight', () => {
  expect(progressText({ done: 0, total: 0, failed: 0, elapsedMillis: 2_000 })).toBe('listing objects  2 s');
  expect(remainingMillis({ done: 0, total: 9, failed: 0, elapsedMillis: 2_000 })).toBeUndefined();
});

test('a share is never below nothing or above all, and the time left never negative', () => {
  fc.assert(
    fc.property(anyProgress, (progress) => {
      expect(share(progress)).toBeGreaterThanOrEqual(0);
      expect(share(progress)).toBeLessThanOrEqual(1);
      expect(remainingMillis(progress) ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a bar fits into its terminal, however narrow', () => {
  fc.assert(
    fc.property(anyProgress, fc.integer({ min: 1, max: 200 }), (progress, columns) => {
      expect(progressBar(progress, columns).length).toBeLessThan(Math.max(1, columns));
    }),
  );
});

test('a bar is full when all is done', () => {
  expect(progressBar({ done: 5, total: 5, failed: 0, elapsedMillis: 1_000 }, 100)).toMatch(/^\[█{24}\] 100 %/);
});

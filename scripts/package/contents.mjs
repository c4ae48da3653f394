import assert from 'node:assert/strict';

/** What a user cannot do without. */
const NEEDED = [
  '.jsii',
  'LICENSE',
  'NOTICE',
  'README.md',
  'CHANGELOG.md',
  'package.json',
  'dist/lib/index.js',
  'dist/lib/index.d.ts',
  'dist/assets/dead-letters/index.js',
  'dist/assets/failover/index.js',
  'dist/assets/failover/function-target.js',
  'dist/assets/replay/index.js',
  'dist/assets/replay/function-target.js',
  'dist/assets/scaling/index.js',
  'dist/bin/sluice.js',
  // Messages of errors and alarms lead there.
  'docs/errors.md',
  'docs/operations.md',
];

const WANTED =
  /^(\.jsii|LICENSE|NOTICE|(README|CHANGELOG)\.md|package\.json|docs\/.*\.md|dist\/(assets\/\w+\/(index|\w+-target)\.js|bin\/sluice\.js|lib\/.*\.(js|d\.ts)))$/;

/** Nothing is missing, nothing is too much, and no compiled file is left over from a source that is gone. */
export function checkContents(packed, sources) {
  assert.deepEqual(
    NEEDED.filter((file) => !packed.includes(file)),
    [],
    'files are missing from the package',
  );
  assert.deepEqual(
    packed.filter((file) => !WANTED.test(file)),
    [],
    'files in the package that nobody needs',
  );
  const modules = new Set(sources.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length)));
  const left = packed
    .filter((file) => file.startsWith('dist/lib/'))
    .filter((file) => !modules.has(file.slice('dist/lib/'.length).replace(/(\.d\.ts|\.js)$/, '')));
  assert.deepEqual(left, [], 'compiled files whose source is gone: remove dist/lib and build again');
}

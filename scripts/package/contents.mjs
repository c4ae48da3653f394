import assert from 'node:assert/strict';
import { handlerFiles } from '../bundle-handlers.mjs';

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
  'dist/bin/sluice.js',
  ...handlerFiles(),
  // Messages of errors and alarms lead there.
  'docs/errors.md',
  'docs/operations.md',
];

const WANTED =
  /^(\.jsii|LICENSE|NOTICE|(README|CHANGELOG)\.md|package\.json|docs\/.*\.md|dist\/(assets\/.*|bin\/sluice\.js|lib\/.*\.(js|d\.ts)))$/;

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
  assert.deepEqual(
    packed.filter((file) => file.startsWith('dist/assets/') && !handlerFiles().includes(file)),
    [],
    'parts of handlers that are not bundled any more: remove dist/assets and build again',
  );
  const modules = new Set(sources.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length)));
  const left = packed
    .filter((file) => file.startsWith('dist/lib/'))
    .filter((file) => !modules.has(file.slice('dist/lib/'.length).replace(/(\.d\.ts|\.js)$/, '')));
  assert.deepEqual(left, [], 'compiled files whose source is gone: remove dist/lib and build again');
}

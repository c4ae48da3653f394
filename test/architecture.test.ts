import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { impure, tooLong, unmirrored, vaguelyNamed } from './architecture/code-rules';
import { importGraph, loops } from './architecture/import-graph';
import { breaches, lawless } from './architecture/import-law';
import { ROOT, sourceFiles } from './architecture/source-files';

describe('the code', () => {
  const files = sourceFiles();
  const imports = importGraph(files);

  test('keeps the law of imports', () => expect(breaches(imports)).toEqual([]));
  test('lies in the zones of the law', () => expect(lawless(files.keys())).toEqual([]));
  test('has no files that need each other to load', () => expect(loops(imports)).toEqual([]));
  test('is in files of one idea each, by their length', () => expect(tooLong(files)).toEqual([]));
  test('has names that say something', () => expect(vaguelyNamed(files.keys())).toEqual([]));
  test('has the same words on every side', () => expect(unmirrored(files.keys())).toEqual([]));
  test('decides without clock, randomness, environment or waiting', () => expect(impure(files)).toEqual([]));

  test('was all looked at', () => {
    for (const file of ['lib/index.ts', 'lambda/failover/failover.handler.ts', 'bin/sluice.ts', 'jest.config.js']) {
      expect(files.has(file)).toBe(true);
    }
    expect(imports.length).toBeGreaterThan(files.size);
  });
});

test('the package brings nothing along at run time', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(Object.keys(manifest)).not.toContain('dependencies');
  expect(Object.keys(manifest.peerDependencies as object).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});

/** An invented repository of one file, or of one and what it imports. */
function invented(path: string, code: string, ...others: string[]) {
  return new Map([[path, code], ...others.map((other) => [other, ''] as const)]);
}

describe('the law of imports', () => {
  test.each([
    ['lib/control/breaker.ts', "import '../contract/state'", 'lib/contract/state.ts'],
    ['lib/control/breaker.ts', "import type { Key } from '../contract/state'", 'lib/contract/state.ts'],
    ['lib/control/breaker.ts', "import { hash } from 'node:crypto'", 'node:crypto'],
    ['lib/contract/state.ts', "import { next } from '../control/breaker'", 'lib/control/breaker.ts'],
    ['lib/contract/state.ts', "import { type Stack } from 'aws-cdk-lib'", 'aws-cdk-lib'],
    ['lib/target/queue-target.ts', "import { S3Client } from '@aws-sdk/client-s3'", '@aws-sdk/client-s3'],
    [
      'lib/target/queue-target.ts',
      "import { courier } from '../../lambda/failover/courier'",
      'lambda/failover/courier.ts',
    ],
    ['lib/target/queue-target.ts', "import { next } from '../control/breaker'", 'lib/control/breaker.ts'],
    ['lib/target/queue-target.ts', "import { uniq } from 'lodash'", 'lodash'],
    ['lambda/failover/courier.ts', "import { DataPipeline } from '../../lib'", 'lib/index.ts'],
    ['lambda/failover/courier.ts', "import { Duration } from 'aws-cdk-lib'", 'aws-cdk-lib'],
    ['lambda/failover/courier.ts', "import { S3Client } from '@aws-sdk/client-s3'", '@aws-sdk/client-s3'],
    ['lambda/failover/courier.ts', "import { s3Lake } from '../adapters/s3-lake'", 'lambda/adapters/s3-lake.ts'],
    [
      'lambda/failover/failover.handler.ts',
      "import { next } from '../../lib/control/breaker'",
      'lib/control/breaker.ts',
    ],
    ['lambda/adapters/s3-lake.ts', "import { Duration } from 'aws-cdk-lib'", 'aws-cdk-lib'],
    ['bin/cli/replay.ts', "import { S3Client } from '@aws-sdk/client-s3'", '@aws-sdk/client-s3'],
    ['bin/cli/replay.ts', "import { lake } from './aws/lake'", 'bin/cli/aws/lake.ts'],
    ['bin/cli/replay.ts', "import { DataPipeline } from '../../lib'", 'lib/index.ts'],
    ['bin/demo.ts', "import { handlerCode } from '../lib/private/handler-code'", 'lib/private/handler-code.ts'],
    ['demo/play.ts', "import { Courier } from '../lambda/failover/courier'", 'lambda/failover/courier.ts'],
    ['demo/play.ts', "import { world } from '../test/lambda/fake-host'", 'test/lambda/fake-host.ts'],
    ['demo/play.ts', "import { table } from '../bench/measure/table'", 'bench/measure/table.ts'],
    ['bench/handler/settings.ts', "import { world } from '../../test/lambda/fake-host'", 'test/lambda/fake-host.ts'],
  ])('refuses %s: %s', (path, code, to) => {
    expect(breaches(importGraph(invented(path, code, to)))).toEqual([expect.stringContaining(to)]);
  });

  test.each([
    "import { S3Client } from '@aws-sdk/client-s3'",
    "import type { S3Client } from '@aws-sdk/client-s3'",
    "import '@aws-sdk/client-s3'",
    "import sdk = require('@aws-sdk/client-s3')",
    "export { S3Client } from '@aws-sdk/client-s3'",
    "export * from '@aws-sdk/client-s3'",
    "export type { S3Client } from '@aws-sdk/client-s3'",
    "const sdk = await import('@aws-sdk/client-s3')",
    "const sdk = require('@aws-sdk/client-s3')",
    "let client: import('@aws-sdk/client-s3').S3Client",
    "type Sdk = typeof import('@aws-sdk/client-s3')",
  ])('sees through %s', (code) =>
    expect(breaches(importGraph(invented('lib/target/queue-target.ts', code)))).toHaveLength(1),
  );

  test.each([
    ["import type { State } from '../control/breaker'", 0],
    ["import { type State, type Event } from '../control/breaker'", 0],
    ["export type { State } from '../control/breaker'", 0],
    ["let state: import('../control/breaker').State", 0],
    ["import { type State, next } from '../control/breaker'", 1],
    ["import breaker, { type State } from '../control/breaker'", 1],
    ["import * as breaker from '../control/breaker'", 1],
    ["import {} from '../control/breaker'", 1],
    ["export * from '../control/breaker'", 1],
  ])('tells types from values in %s', (code, count) =>
    expect(breaches(importGraph(invented('lib/contract/state.ts', code, 'lib/control/breaker.ts')))).toHaveLength(
      count,
    ),
  );

  test('has a zone for a new file, or refuses it', () =>
    expect(lawless(['lib/x/y.ts', 'tools/z.ts'])).toEqual(['tools/z.ts']));
});

test('a loop of values is found, and one of types is none', () => {
  const loop = (b: string) =>
    importGraph(
      new Map([
        ['a.ts', "import './b'"],
        ['b.ts', b],
      ]),
    );
  expect(loops(loop("import { x } from './a'"))).toEqual(['a.ts → b.ts → a.ts']);
  expect(loops(loop("import type { X } from './a'"))).toEqual([]);
});

test.each([
  ['lib/target/target.ts', 251, 1],
  ['lib/target/target.ts', 250, 0],
  ['lambda/failover/failover.handler.ts', 61, 1],
  ['lambda/failover/failover.handler.ts', 60, 0],
  ['test/lib/x.test.ts', 301, 1],
])('%s of %d lines: %d too long', (path, lines, count) =>
  expect(tooLong(invented(path, 'x\n'.repeat(lines)))).toHaveLength(count),
);

test.each(['lib/utils.ts', 'lambda/common/x.ts', 'test/helpers/y.ts', 'lib/helper.test.ts'])(
  '%s says nothing',
  (path) => expect(vaguelyNamed([path, 'lib/common-prefix.ts'])).toEqual([path]),
);

test.each([
  [['lambda/scaling/x.ts', 'test/lambda/scaling/x.test.ts'], 'lambda/scaling has no lib/scaling'],
  [['lib/scaling/x.ts'], 'lib/scaling has no test/lib/scaling'],
  [['test/lib/scaling/x.test.ts'], 'test/lib/scaling has no lib/scaling'],
  [['test/lambda/adapters/x.test.ts'], 'test/lambda/adapters has no lambda/adapters'],
])('of %p, %s', (paths, complaint) => expect(unmirrored(paths)).toContain(complaint));

test.each([
  'const now = Date.now()',
  'const now = new Date()',
  'const now = performance.now()',
  'const share = Math.random()',
  'const stage = process.env.STAGE',
  'async function next() {}',
  'const next = async () => 1',
  'setTimeout(next, 1)',
])('%s is no decision', (code) => expect(impure(invented('lib/control/breaker.ts', code))).toHaveLength(1));

test('a decision may have names like those of the world around it', () =>
  expect(impure(invented('lib/control/breaker.ts', 'const at = new Date(now); state.process = { crypto: 1 }'))).toEqual(
    [],
  ));

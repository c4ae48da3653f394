import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FailoverHandler, FunctionTarget, Regulator, Replay } from '../../../lib';
import { type HandlerAsset, handlerCode } from '../../../lib/private/handler-code';
import { consumer } from '../stacks';

const root = join(__dirname, '../../..');

test('the deployed code is the bundle of the package, and runs without further modules but the SDK and its own', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const target = new FunctionTarget(consumer(stack, 'Worker'));
  new FailoverHandler(stack, 'Handler', { target });
  new Replay(stack, 'Replay', { target });
  new Regulator(stack, 'Regulator');
  const assets = readdirSync(app.synth().directory, { withFileTypes: true }).filter(({ name }) =>
    name.startsWith('asset.'),
  );
  expect(assets).toHaveLength(3);
  for (const { parentPath, path, name } of assets) {
    const folder = join(parentPath ?? path, name);
    const files = readdirSync(folder);
    const own = new Set(files.map((file) => `./${file}`));
    const modules = files
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .flatMap((code) => [...code.matchAll(/require\("([^"]+)"\)/g)])
      .map(([, module]) => module);
    expect(modules.filter((module) => !own.has(module) && !/^(@aws-sdk\/|@smithy\/|node:)/.test(module))).toEqual([]);
  }
});

test.each([
  ['failover', ['idempotency.js', 'replay-executions.js']],
  [
    'replay',
    [
      'archived-records.js',
      'given-up.js',
      'idempotency.js',
      'lane.js',
      'live-lag.js',
      'paced.js',
      'replay-executions.js',
      'sweep-host.js',
      'sweep.js',
    ],
  ],
])('the %s handler has an adapter of each kind of target beside it, and what few invocations need', (name, rare) => {
  const files = readdirSync(join(root, `dist/assets/${name}`));
  const adapters = ['function-target.js', 'http-target.js', 'queue-target.js', 'stream-target.js'];
  expect(files.sort()).toEqual(['index.js', ...adapters, ...rare].sort());
});

test('every handler is bundled', () => {
  const names = readdirSync(join(root, 'lambda')).filter((name) =>
    existsSync(join(root, `lambda/${name}/${name}.handler.ts`)),
  );
  expect(names.filter((name) => !existsSync(join(root, `dist/assets/${name}/index.js`)))).toEqual([]);
});

test('a handler that is not bundled is named, with what to do', () => {
  const missing = 'nowhere' as HandlerAsset;
  expect(() => handlerCode(new Stack(new App(), 'Shop'), missing)).toThrow(
    /SLUICE_HANDLER_ASSET] Shop: handler 'nowhere' is not bundled.*npm run build/,
  );
});

/** Bytes, minified, of the handler and the largest file beside it, without the SDK that the runtime brings. */
const LIMITS = { failover: 25_000, replay: 28_500, scaling: 60_000 };

test.each(Object.entries(LIMITS))('the %s handler is small: its code is read at every cold start', (name, limit) => {
  const folder = join(root, `dist/assets/${name}`);
  const sizeOf = (file: string): number => statSync(join(folder, file)).size;
  const adapters = readdirSync(folder).filter((file) => file !== 'index.js');
  expect(sizeOf('index.js') + Math.max(0, ...adapters.map(sizeOf))).toBeLessThanOrEqual(limit);
});

// Bundles the Lambda handlers, each into a folder of its own under dist/assets.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { minify } from '@swc/core';
import { build } from 'esbuild';

/** Handlers that bring records to a target. */
const DELIVERING = ['failover', 'replay'];

/**
 * Names of properties that never leave a handler: not into JSON, nor to the SDK. They are shortened, which makes the failover
 * handler 4 % smaller. A test holds that no stored or shared shape has one of them.
 */
const innerNames = JSON.parse(readFileSync('scripts/inner-names.json', 'utf8'));
const mangleProps = new RegExp(`^(${innerNames.join('|')})$`);

/** Adapters of targets are loaded when they are used, from a file beside the handler: a cold start reads one or two of them. */
const TARGETS = readdirSync('lambda/adapters').flatMap((file) => /^(\w+-target)\.ts$/.exec(file)?.[1] ?? []);

/** Other parts of a handler that few of its invocations need; each has one export of its file's name. */
const RARE = {
  failover: ['adapters/replay-executions', 'failover/idempotency'],
  replay: [
    'adapters/replay-executions',
    'failover/idempotency',
    'replay/archived-records',
    'replay/given-up',
    'replay/lane',
    'replay/paced',
    'replay/sweep',
    'adapters/sweep-host',
    'adapters/live-lag',
  ],
};

/** A call of theirs has a name that is shortened elsewhere, and they share none of those with the handler. */
const SPEAKS_TO_AWS = ['adapters/live-lag'];

const besideTheHandler = {
  name: 'beside-the-handler',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/((adapters|failover)\/)?[\w-]+$/ }, ({ kind, path }) =>
      kind === 'require-call' ? { path: `./${basename(path)}.js`, external: true } : undefined,
    );
  },
};

/** The Lambda runtime brings the AWS SDK; bundling a second one would cost load time at every cold start. */
const external = ['@aws-sdk/*', '@smithy/*'];

/** All files that are bundled. */
export function handlerFiles() {
  return handlerNames().flatMap((name) =>
    ['index', ...partsOf(name).map((path) => basename(path))].map((file) => `dist/assets/${name}/${file}.js`),
  );
}

export async function bundleHandlers(shared) {
  await Promise.all(handlerNames().map((name) => bundleHandler(name, { ...shared, external, target: 'node22' })));
}

function handlerNames() {
  return readdirSync('lambda').filter((name) => existsSync(`lambda/${name}/${name}.handler.ts`));
}

/** What is loaded when it is used, from files beside a handler. */
function partsOf(name) {
  return DELIVERING.includes(name) ? [...TARGETS.map((target) => `adapters/${target}`), ...RARE[name]] : [];
}

async function bundleHandler(name, options) {
  const folder = `dist/assets/${name}`;
  const isDelivering = DELIVERING.includes(name);
  const handler = `import { handler } from './lambda/${name}/${name}.handler';`;
  const mangled = isDelivering ? { mangleProps, mangleCache: {}, plugins: [besideTheHandler] } : {};
  // Set as CommonJS, the export needs none of the code that would make a module of the bundle.
  const { mangleCache } = await emit(`${folder}/index.js`, `${handler} module.exports = { handler };`, {
    ...options,
    ...mangled,
  });
  for (const path of partsOf(name)) {
    const file = basename(path);
    const part = file.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    const code = `import { ${part} } from './lambda/${path}'; module.exports = { ${part} };`;
    // The names that the handler knows are shortened as they are there.
    const names = SPEAKS_TO_AWS.includes(path) ? {} : { mangleProps, mangleCache };
    await emit(`${folder}/${file}.js`, code, { ...options, plugins: [besideTheHandler], ...names });
  }
}

async function emit(outfile, contents, options) {
  const result = await build({ ...options, outfile, stdin: { contents, resolveDir: '.' } });
  writeFileSync(outfile, await minified(readFileSync(outfile, 'utf8')));
  return result;
}

/**
 * By swc: it puts functions that are used once in their place, as arrows, which makes a handler 7 % smaller than esbuild does.
 * Arrows are "unsafe" where code relies on a function's prototype; none here does.
 */
async function minified(code) {
  const compress = { passes: 6, toplevel: true, ecma: 2022, unsafe_arrows: true };
  return `"use strict";${(await minify(code, { compress, mangle: { toplevel: true }, module: false })).code}`;
}

// Bundles what runs outside a user's synth: the Lambda handlers, the CLI and the demo app. What does not exist yet is skipped.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { minify } from '@swc/core';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  keepNames: false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

/**
 * Names of properties that never leave a handler: not into JSON, nor to the SDK. They are shortened, which makes the failover
 * handler 4 % smaller. A test holds that no stored or shared shape has one of them.
 */
const innerNames = JSON.parse(readFileSync('scripts/inner-names.json', 'utf8'));
const DELIVERING = ['failover', 'replay'];

/** The Lambda runtime brings the AWS SDK; bundling a second one would cost load time at every cold start. */
const handlers = readdirSync('lambda', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`lambda/${entry.name}/${entry.name}.handler.ts`))
  .map(({ name }) => ({
    ...shared,
    stdin: {
      // Set as CommonJS, the export needs none of the code that would make a module of the bundle.
      contents: `import { handler } from './lambda/${name}/${name}.handler'; module.exports = { handler };`,
      resolveDir: '.',
    },
    outfile: `dist/assets/${name}/index.js`,
    target: 'node22',
    external: ['@aws-sdk/*', '@smithy/*'],
    ...(DELIVERING.includes(name) && { mangleProps: new RegExp(`^(${innerNames.join('|')})$`) }),
  }));

/** The page of `sluice simulate`: the program that is published has no files beside it. */
const PAGE = 'bin/cli/simulate/page/parts.json';
const page = Object.entries(JSON.parse(readFileSync(PAGE, 'utf8'))).map(([part, files]) => {
  return [part, files.map((file) => readFileSync(file, 'utf8')).join('\n')];
});

/** Runs on a user's machine, where no SDK is installed: everything inside. */
const cli = {
  ...shared,
  entryPoints: ['bin/sluice.ts'],
  outfile: 'dist/bin/sluice.js',
  target: 'node20',
  minify: true,
  banner: { js: '#!/usr/bin/env node' },
  define: { SIMULATION_PAGE: JSON.stringify(Object.fromEntries(page)) },
};

/** `../lib` stays an import: from dist/bin it is the compiled library, the very files that are published. */
const demo = {
  ...shared,
  entryPoints: ['bin/demo.ts'],
  outfile: 'dist/bin/demo.js',
  target: 'node20',
  external: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', '../lib', '../lib/*'],
};

const programs = [cli, demo].filter((options) => existsSync(options.entryPoints[0]));
await Promise.all([...handlers, ...programs].map((options) => build(options)));
for (const { outfile } of handlers) writeFileSync(outfile, await minified(readFileSync(outfile, 'utf8')));
if (programs.includes(cli)) chmodSync(cli.outfile, 0o755);

/**
 * By swc: it puts functions that are used once in their place, as arrows, which makes a handler 7 % smaller than esbuild does.
 * Arrows are "unsafe" where code relies on a function's prototype; none here does.
 */
async function minified(code) {
  const compress = { passes: 6, toplevel: true, ecma: 2022, unsafe_arrows: true };
  return `"use strict";${(await minify(code, { compress, mangle: { toplevel: true }, module: false })).code}`;
}

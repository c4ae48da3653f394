// Bundles what runs outside a user's synth: the Lambda handlers, the CLI and the demo app. What does not exist yet is skipped.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleHandlers } from './bundle-handlers.mjs';

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
await Promise.all([bundleHandlers(shared), ...programs.map((options) => build(options))]);
if (programs.includes(cli)) chmodSync(cli.outfile, 0o755);

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { SluiceError } from './sluice-error';

/** Handlers that scripts/bundle.mjs bundles into the package. */
export type HandlerAsset = 'compaction' | 'dead-letters' | 'failover' | 'replay' | 'scaling';

/** Code of a handler bundled at build time, so that a user's synth needs neither esbuild nor Docker. */
export function handlerCode(scope: IConstruct, asset: HandlerAsset): Code {
  const folder = join(packageRoot(), 'dist', 'assets', asset);
  if (!existsSync(join(folder, 'index.js'))) {
    throw new SluiceError(
      scope,
      'SLUICE_HANDLER_ASSET',
      `handler '${asset}' is not bundled, expected ${folder}/index.js`,
    );
  }
  return Code.fromAsset(folder);
}

/** Folder of this package's package.json; the same answer from lib/*.ts and dist/lib/*.js. */
function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

import { cpSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Function as LambdaFunction, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';

/**
 * Takes records out of a call and tells nobody, as no adapter may: the handler's books must show it. The bundled adapter's names
 * are shortened, so the one function of a target is found by being one.
 */
const LOSSY = `
const { functionTarget } = require('./honest-target.js');
const isLossy = () => process.env.LOSSY !== 'no';
exports.functionTarget = (...args) => {
  const target = functionTarget(...args);
  for (const [name, member] of Object.entries(target)) {
    if (typeof member !== 'function') continue;
    target[name] = (records, ...rest) => {
      if (isLossy() && records.length > 1) records.splice(0, 1);
      return member(records, ...rest);
    };
  }
  return target;
};
`;

/** Gives a handler an adapter that loses records; it is made here and never packaged. */
export function makeLossy(handler: LambdaFunction): void {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-lossy-'));
  cpSync(join('dist', 'assets', 'failover'), folder, { recursive: true });
  renameSync(join(folder, 'function-target.js'), join(folder, 'honest-target.js'));
  writeFileSync(join(folder, 'function-target.js'), LOSSY);
  replaceCode(handler, folder);
}

/** The same handler as another version of its code. */
export function makeNewer(handler: LambdaFunction): void {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-newer-'));
  cpSync(join('dist', 'assets', 'failover'), folder, { recursive: true });
  writeFileSync(join(folder, 'version.txt'), '2');
  replaceCode(handler, folder);
}

function replaceCode(handler: LambdaFunction, path: string): void {
  const { s3BucketName, s3ObjectKey } = new Asset(handler, 'OtherCode', { path });
  const resource = handler.node.defaultChild as CfnFunction;
  resource.code = { s3Bucket: s3BucketName, s3Key: s3ObjectKey };
}

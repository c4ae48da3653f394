import { join } from 'node:path';
import { run } from './processes';

const CDK = join('node_modules', 'aws-cdk', 'bin', 'cdk');

/** Bootstrap and deploy with the real CDK CLI. */
export async function deploy(out: string, env: Record<string, string>): Promise<void> {
  const log = join(out, 'deploy.log');
  // The build that cdk.json asks for is done: it would run again before each command.
  const common = ['--output', join(out, 'cdk.out'), '--build', 'true'];
  await cdk('cdk bootstrap', ['bootstrap', 'aws://000000000000/us-east-1', ...common], env, log);
  await cdk('cdk deploy', ['deploy', '--all', '--require-approval', 'never', ...common], env, log);
}

async function cdk(what: string, args: string[], env: Record<string, string>, log: string): Promise<void> {
  await run(what, { command: process.execPath, args: [CDK, ...args], env, log });
}

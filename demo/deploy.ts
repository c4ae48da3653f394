import { join } from 'node:path';
import { run } from './processes';

const CDK = join('node_modules', 'aws-cdk', 'bin', 'cdk');

/** What of an app is deployed. */
export interface Deployed {
  /** Command that runs the app; the one of cdk.json if it is left out. */
  readonly app?: string;
  /** All if they are left out. */
  readonly stacks?: readonly string[];
}

/** Bootstrap and deploy with the real CDK CLI. */
export async function deploy(out: string, env: Record<string, string>, deployed: Deployed = {}): Promise<void> {
  await cdk(out, env, ['bootstrap', 'aws://000000000000/us-east-1', ...appOf(deployed)]);
  await redeploy(out, env, deployed);
}

/** Deploy to where a deployment was before. */
export async function redeploy(out: string, env: Record<string, string>, deployed: Deployed = {}): Promise<void> {
  const stacks = deployed.stacks ?? ['--all'];
  await cdk(out, env, ['deploy', ...stacks, '--require-approval', 'never', ...appOf(deployed)]);
}

/** A command of the CDK CLI; what it says is in `deploy.log`. */
export async function cdk(out: string, env: Record<string, string>, args: readonly string[]): Promise<void> {
  // The build that cdk.json asks for is done: it would run again before each command.
  const common = ['--output', join(out, 'cdk.out'), '--build', 'true'];
  await run(`cdk ${args[0]}`, {
    ...{ command: process.execPath, args: [CDK, ...args, ...common] },
    ...{ env, log: join(out, 'deploy.log') },
  });
}

function appOf({ app }: Deployed): string[] {
  return app === undefined ? [] : ['--app', app];
}

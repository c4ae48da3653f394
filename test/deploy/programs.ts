import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdk } from '../../demo/deploy';
import { run } from '../../demo/processes';
import { appOf, folderIn, type Stage } from './stage';

/** How a program ended, and what it said. */
export interface Ended {
  readonly isGood: boolean;
  readonly text: string;
}

/** The operator's way: the command that is published. */
export function sluice({ out }: Stage, name: string, args: readonly string[]): Promise<Ended> {
  const log = join(out, `sluice-${name}.log`);
  return ended(log, () =>
    run('sluice', { command: process.execPath, args: [join('dist', 'bin', 'sluice.js'), ...args], log }),
  );
}

/** The real CDK CLI on another app of this folder. */
export function synth(stage: Stage, app: string): Promise<Ended> {
  const folder = folderIn(stage, app);
  return ended(join(folder, 'deploy.log'), () => cdk(folder, stage.env, ['synth', '--quiet', '--app', appOf(app)]));
}

async function ended(log: string, work: () => Promise<void>): Promise<Ended> {
  const before = textOf(log).length;
  const isGood = await work().then(
    () => true,
    () => false,
  );
  return { isGood, text: textOf(log).slice(before) };
}

function textOf(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8') : '';
}

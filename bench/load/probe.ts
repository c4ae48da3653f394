import { execFileSync } from 'node:child_process';
import { SETTINGS_VARIABLE } from '../../lib/contract/settings';
import type { Program } from './programs';

/** Run in a new process: loads a file and says what that took. */
const PROBE = `
  const before = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  console.log(user + system);
`;

/** CPU microseconds that a new process takes to load a program. */
export function loadMicros({ file, modules, settings }: Program): number {
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'eu-west-1',
    NODE_PATH: modules,
    [SETTINGS_VARIABLE]: JSON.stringify(settings),
  };
  const output = execFileSync(process.execPath, ['--no-warnings', '-e', PROBE, file], { env, encoding: 'utf8' });
  return Number(output);
}

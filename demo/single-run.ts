import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MILLIS = 5_000;

/**
 * One demo at a time writes into a folder. A run whose `npm` was killed may still be playing: it is stopped first.
 * Returns the process id of the run that was stopped, if there was one.
 */
export async function takeOver(pidFile: string): Promise<number | undefined> {
  const before = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : undefined;
  writeFileSync(pidFile, String(process.pid));
  if (before === undefined || !isDemo(before)) return undefined;
  signal(before, 'SIGTERM');
  for (const end = Date.now() + GRACE_MILLIS; isDemo(before) && Date.now() < end;) await sleep(100);
  if (isDemo(before)) signal(before, 'SIGKILL');
  return before;
}

/** Process ids are used again: only a process that runs this very program counts. */
function isDemo(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
    return command.toString().includes('demo/demo.ts');
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}

import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A program of the demo failed: what ran, how it ended, and where it wrote why. */
export class ProgramError extends Error {
  public readonly code = 'DEMO_PROGRAM_FAILED';
}

const running = new Set<ChildProcess>();

export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** File that gets all it prints. */
  readonly log: string;
}

/** Run a program to its end; fails with the log's path. */
export async function run(what: string, options: Run): Promise<void> {
  const child = start(options);
  const code = await new Promise<number | null>((resolve, reject) => child.once('exit', resolve).once('error', reject));
  if (code !== 0) throw new ProgramError(`${what} ended with ${code}; see ${options.log}`);
}

/** Start a program that is stopped with the demo at the latest. It writes its log itself, also when it outlives the demo. */
export function start({ command, args, env, log }: Run): ChildProcess {
  const file = openSync(log, 'a');
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', file, file] });
  closeSync(file);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export function stopAll(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Let what runs outlive the demo. */
export function releaseAll(): void {
  for (const child of running) child.unref();
  running.clear();
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import { readFileSync } from 'node:fs';
import { workersOf } from '../../demo/chaos';
import type { LocalAws } from '../../demo/local-aws';

/** Sends a signal to all execution environments of a function; returns how many there were. */
export function signalWorkers({ pid }: LocalAws, functionName: string, signal: NodeJS.Signals): number {
  return workersOf(pid!).filter((worker) => runs(worker, functionName) && send(worker, signal)).length;
}

function runs(worker: number, functionName: string): boolean {
  try {
    const variables = readFileSync(`/proc/${worker}/environ`, 'utf8').split('\0');
    return variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`);
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It ended by itself.
    return false;
  }
}

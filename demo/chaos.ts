import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsOf, type LocalAws } from './local-aws';

/** AWS replaces a dead environment in about a second; a burst more often than this would only measure cold starts. */
const PAUSE_MILLIS = 5_000;

export interface KillBurst {
  readonly at: number;
  readonly killed: number;
  /** Workers that died while an invocation ran in them, as the local AWS saw it. */
  readonly busyWorkers: number;
}

/** Kills all worker processes of the local AWS at once, again and again. */
export class Chaos {
  public readonly bursts: KillBurst[] = [];
  private active = true;
  private readonly done: Promise<void>;

  constructor(private readonly aws: LocalAws) {
    this.done = this.run();
  }

  public async stop(): Promise<void> {
    this.active = false;
    await this.done;
  }

  private async run(): Promise<void> {
    while (this.active) {
      await sleep(PAUSE_MILLIS);
      if (!this.active) break;
      const before = this.busyDeaths();
      const at = Date.now();
      const killed = workersOf(this.aws.pid!).filter(kill).length;
      await sleep(1_000);
      this.bursts.push({ at, killed, busyWorkers: this.busyDeaths() - before });
    }
  }

  /** The local AWS writes a death down where an invocation was under way. */
  private busyDeaths(): number {
    return eventsOf(this.aws, 'worker-died').length;
  }
}

/** Node processes whose parent is the emulator: its Lambda execution environments. */
export function workersOf(pid: number): number[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,comm='])
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, command]) => Number(parent) === pid && command.startsWith('node'))
    .map(([child]) => Number(child));
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

import type { Random } from '../random';
import type { Operation } from './network';

/** What goes wrong with a request. */
export interface Fault {
  /**
   * `refused`: an error, and no effect; `unanswered`: an effect, and an error; `slow`: both ways take longer; `duplicated`: it
   * takes effect once more. Of whoever runs: `killed` dies; `frozen` stops for a while; `jumped` finds its clock set.
   */
  readonly kind: 'refused' | 'unanswered' | 'slow' | 'duplicated' | 'killed' | 'frozen' | 'jumped';
  readonly code: string;
  readonly delayMillis?: number;
}

/** A stretch of time in which a share of the requests meets a fault. */
export interface FaultWindow extends Fault {
  readonly operations: readonly Operation[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** 0 to 1. */
  readonly share: number;
}

/** Which request meets which fault; counts those that did. */
export class FaultPlan {
  /** Faults that came true, by operation and kind. */
  public readonly injected = new Map<string, number>();
  private readonly windows: FaultWindow[] = [];

  constructor(private readonly random: Random) {}

  public add(window: FaultWindow): void {
    this.windows.push(window);
  }

  public draw(operation: Operation, now: number): Fault | undefined {
    for (const window of this.windows) {
      if (now < window.from || now >= window.to || !window.operations.includes(operation)) continue;
      if (this.random.next() >= window.share) continue;
      this.count(`${operation} ${window.kind}`);
      return window;
    }
    return undefined;
  }

  /** Note a fault that was injected elsewhere. */
  public count(name: string): void {
    this.injected.set(name, (this.injected.get(name) ?? 0) + 1);
  }

  /** True once no window is open any more. */
  public isOver(now: number): boolean {
    return this.windows.every(({ to }) => to <= now);
  }
}

import type { Terminal } from './host';

/** Remembers Ctrl-C from its creation on, until it is released; before and after, Ctrl-C ends the program. */
export class Interrupts {
  public readonly release: () => void;
  private pending = 0;
  private wake: () => void = () => {};

  constructor(terminal: Terminal) {
    this.release = terminal.onInterrupt(() => {
      this.pending += 1;
      this.wake();
    });
  }

  /** Resolves at the next interrupt, or at once where one has come already. */
  public next(): Promise<void> {
    return this.pending > 0 ? Promise.resolve() : new Promise((resolve) => (this.wake = resolve));
  }

  /** Whether one has come since the last call. */
  public take(): boolean {
    const some = this.pending > 0;
    this.pending = 0;
    return some;
  }
}

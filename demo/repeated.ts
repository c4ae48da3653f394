import { setTimeout as sleep } from 'node:timers/promises';

/** Does something again and again, with a pause between the end of one and the begin of the next. A failure is the next one's. */
export class Repeated {
  private active = true;

  constructor(pauseMillis: number, work: () => Promise<void>) {
    void this.run(pauseMillis, work);
  }

  /** What is under way may end later. */
  public stop(): void {
    this.active = false;
  }

  private async run(pauseMillis: number, work: () => Promise<void>): Promise<void> {
    while (this.active) {
      await work().catch(() => undefined);
      await sleep(pauseMillis);
    }
  }
}

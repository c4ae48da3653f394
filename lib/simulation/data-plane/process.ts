import type { Scheduler } from './scheduler';

/** Something that runs code and can die: then its code goes no further, wherever it was. */
export class Process {
  private dead = false;

  /**
   * @param scheduler time
   * @param skewMillis how far its clock is ahead of true time; below zero, behind
   */
  constructor(
    private readonly scheduler: Scheduler,
    public skewMillis = 0,
  ) {}

  public get isDead(): boolean {
    return this.dead;
  }

  public die(): void {
    this.dead = true;
  }

  /** Whole milliseconds since the epoch, by its own clock. */
  public now(): number {
    return Math.floor(this.scheduler.now() + this.skewMillis);
  }

  public async sleep(millis: number): Promise<void> {
    await this.scheduler.sleep(millis);
    await this.goOn();
  }

  /** Resolves at once for the living, never for the dead. */
  public goOn(): Promise<void> {
    return this.dead ? new Promise(() => undefined) : Promise.resolve();
  }
}

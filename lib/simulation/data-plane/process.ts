import type { Scheduler } from './scheduler';

/**
 * Something that runs code. When it dies its code goes no further, wherever it was; while it is frozen its code waits, and goes on
 * late. What it had sent before still takes effect.
 */
export class Process {
  private dead = false;
  private frozen?: { readonly thawed: Promise<void>; readonly thaw: () => void };

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

  public get isFrozen(): boolean {
    return this.frozen !== undefined;
  }

  public die(): void {
    this.dead = true;
  }

  public freeze(): void {
    if (this.frozen) return;
    let thaw: () => void = () => undefined;
    const thawed = new Promise<void>((done) => (thaw = done));
    this.frozen = { thawed, thaw };
  }

  public thaw(): void {
    this.frozen?.thaw();
    this.frozen = undefined;
  }

  /** Whole milliseconds since the epoch, by its own clock. */
  public now(): number {
    return Math.floor(this.scheduler.now() + this.skewMillis);
  }

  public async sleep(millis: number): Promise<void> {
    await this.scheduler.sleep(millis);
    await this.goOn();
  }

  /** Resolves at once for the living, later for the frozen, never for the dead. */
  public async goOn(): Promise<void> {
    while (this.frozen && !this.dead) await this.frozen.thawed;
    if (this.dead) await new Promise(() => undefined);
  }
}

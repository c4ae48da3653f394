/** Progress on a terminal line, or a line every few seconds where there is no terminal. */
export interface Progress {
  readonly committed: number;
  readonly spilled: number;
  readonly waitingFor: string;
}

const QUIET_MILLIS = 5_000;

export class Screen {
  private readonly started = Date.now();
  private readonly latest = new Map<string, Progress>();
  private nextLine = 0;

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {}

  public say(text: string): void {
    this.clear();
    this.stream.write(`${this.elapsed()}  ${text}\n`);
  }

  public act(name: string, act: string): void {
    this.say(`${name.padEnd(6)}  ▶ ${act}`);
  }

  /** The play of a pipeline is over. */
  public done(name: string): void {
    this.latest.delete(name);
  }

  public progress(name: string, progress: Progress): void {
    this.latest.set(name, progress);
    const line = [...this.latest].map(([source, p]) => describe(source, p)).join('  |  ');
    if (this.stream.isTTY) {
      this.clear();
      this.stream.write(`${this.elapsed()}  ${line}`.slice(0, (this.stream.columns ?? 120) - 1));
    } else if (Date.now() >= this.nextLine) {
      this.nextLine = Date.now() + QUIET_MILLIS;
      this.stream.write(`${this.elapsed()}  ${line}\n`);
    }
  }

  private clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[2K');
  }

  private elapsed(): string {
    return `${((Date.now() - this.started) / 1_000).toFixed(1).padStart(6)} s`;
  }
}

function describe(source: string, { committed, spilled, waitingFor }: Progress): string {
  return `${source}: ${committed} committed, ${spilled} spilled objects, until ${waitingFor}`;
}

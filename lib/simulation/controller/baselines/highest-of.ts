/** The highest value of the last so many seconds. */
export class HighestOf {
  private recent: readonly { readonly time: number; readonly value: number }[] = [];

  constructor(private readonly seconds: number) {}

  with(time: number, value: number): number {
    this.recent = [...this.recent, { time, value }].filter((each) => each.time > time - this.seconds);
    return Math.max(...this.recent.map((each) => each.value));
  }
}

import type { Random } from '../random';

/** No two units are alike: each works at its own share, within 10 % of its nominal rate, for as long as the run lasts. */
export class UnitRates {
  private readonly sums: number[] = [0];

  constructor(
    private readonly random: Random,
    private readonly spread = 0.1,
  ) {}

  /** What `units` work off together, in units. */
  effective(units: number): number {
    while (this.sums.length <= units) {
      this.sums.push(this.sums[this.sums.length - 1] + 1 + this.spread * (2 * this.random.next() - 1));
    }
    return this.sums[units];
  }
}

/**
 * Records between arrival and processing, first in, first out, as a fluid. Only two sums are kept; the age of the oldest
 * record is read off the time at which the arrivals passed what is processed by now.
 */
export class Backlog {
  private readonly arrivedBy: Float64Array;
  private seconds = 0;
  private arrived = 0;
  private done = 0;
  /** First second whose arrivals are not all processed. */
  private oldest = 0;

  constructor(seconds: number) {
    this.arrivedBy = new Float64Array(seconds);
  }

  /** Takes the arrivals of one second. */
  arrive(records: number): void {
    this.arrived += records;
    this.arrivedBy[this.seconds] = this.arrived;
    this.seconds += 1;
  }

  /** Processes up to `records`; says how many there were. */
  process(records: number): number {
    const taken = Math.min(records, this.arrived - this.done);
    this.done += taken;
    // Sums of fractions are off by a hair: what is left of a record is no record.
    if (this.arrived - this.done < 1e-6) this.done = this.arrived;
    while (this.oldest < this.seconds && this.arrivedBy[this.oldest] <= this.done) this.oldest += 1;
    return taken;
  }

  get records(): number {
    return this.arrived - this.done;
  }

  /** Of the oldest record, at the end of the present second; 0 where nothing waits. */
  get ageSeconds(): number {
    return this.seconds - Math.min(this.oldest + 1, this.seconds);
  }
}

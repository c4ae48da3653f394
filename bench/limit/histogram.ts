/** A cell is 1 % wide. */
const CELLS_PER_E = 100;
const LEAST = 1e-4;

/** Weights by latency, in cells of 1 %. */
export class Histogram {
  readonly #cells = new Float64Array(3_000);
  total = 0;

  add(value: number, weight: number): void {
    this.#cells[cellOf(value)] += weight;
    this.total += weight;
  }

  quantile(share: number): number {
    let left = share * this.total;
    for (let cell = 0; cell < this.#cells.length; cell++) {
      left -= this.#cells[cell];
      if (left <= 0) return valueOf(cell);
    }
    return Infinity;
  }

  /** Weight of what is not above a value. */
  upTo(value: number): number {
    const last = cellOf(value);
    let sum = 0;
    for (let cell = 0; cell <= last; cell++) sum += this.#cells[cell];
    return sum;
  }
}

function cellOf(value: number): number {
  const cell = Math.round(CELLS_PER_E * Math.log(Math.max(LEAST, value) / LEAST));
  return Math.min(2_999, cell);
}

function valueOf(cell: number): number {
  return LEAST * Math.exp(cell / CELLS_PER_E);
}

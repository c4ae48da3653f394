import { claimKey } from '../../lib/contract/state';
import type { Item } from '../../lib/simulation/data-plane/table';
import type { Process } from '../../lib/simulation/data-plane/process';

/** Who claimed an object of the lake, by what was written to the table. */
export class Claims {
  private readonly last = new Map<string, Process>();
  private readonly unreleased = new Map<string, Set<Process>>();

  public written(key: string, { value }: Item, by: Process): void {
    this.last.set(key, by);
    const holders = this.unreleased.get(key) ?? new Set();
    if (Number(value) > by.now()) holders.add(by);
    else holders.delete(by);
    this.unreleased.set(key, holders);
  }

  /** True for a worker that claimed an object and never gave it back, and that another has claimed since. */
  public hasLost(objectKey: string, by: Process): boolean {
    const key = claimKey(objectKey);
    return this.last.get(key) !== by && !!this.unreleased.get(key)?.has(by);
  }
}

import type { Observation } from '../../control/regulation/observation';
import type { Plant, Step } from './plant';

/** Adds up the seconds of a period into an observation. */
export class PeriodSums<Capacity> {
  private arrivals = 0;
  private processed = 0;
  private able = 0;
  private throttles = 0;

  add(arrivals: number, { processed, throttled }: Step, able: number): void {
    this.arrivals += arrivals;
    this.processed += processed;
    this.able += able;
    this.throttles += throttled;
  }

  /** The observation of the period that ends now; the next one begins. */
  close(plant: Plant<Capacity>, time: number): Observation<Capacity> {
    const { arrivals, processed, able, throttles } = this;
    this.arrivals = this.processed = this.able = this.throttles = 0;
    return {
      time,
      arrivals,
      processed,
      backlog: plant.backlog,
      oldestAgeSeconds: plant.oldestAgeSeconds,
      utilization: able > 0 ? Math.min(1, processed / able) : 0,
      errors: 0,
      throttles,
      capacity: plant.capacity,
      pending: plant.pending,
    };
  }
}

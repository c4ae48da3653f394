/** The peers read `Date.now` and cannot be given another clock: in this process it is this one. */
export const CLOCK = {
  millis: Date.UTC(2026, 0, 1),
  pass(millis: number): void {
    CLOCK.millis += millis;
  },
};

Date.now = () => CLOCK.millis;

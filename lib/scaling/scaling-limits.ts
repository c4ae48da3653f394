/** Limits of a setting, both included. */
export interface ScalingLimits {
  /** Smallest value that may be set. */
  readonly minimum: number;

  /** Largest value that may be set. */
  readonly maximum: number;
}

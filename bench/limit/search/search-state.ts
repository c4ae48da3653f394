/**
 * The search for the calls at a time that a target takes without making them wait. More of them pay until they do wait: from
 * there on they only take longer. How long a call takes that does not wait is measured, in a probe below the capacity.
 */
export interface Search {
  /** Calls at a time: the whole part of the level. */
  readonly concurrency: number;
  readonly level: number;
  /** Mean time of a call that does not wait, 0 where it is not known; it counts as so many calls. */
  readonly base: number;
  readonly weight: number;
  /** Square of their coefficient of variation. */
  readonly spread: number;
  /** Growth of the level, as a share: doubles while it pays. */
  readonly step: number;
  /** The level was lowered just now. */
  readonly isCut: boolean;
  /** Windows to wait before the level is raised. */
  readonly rest: number;
  readonly isProbe: boolean;
  readonly probeAt: number;
  /** The last window before a probe. */
  readonly before: Means;
  readonly window: Window;
}

export interface Means {
  readonly inFlight: number;
  readonly time: number;
}

/** Sums of the calls that began since the level was set. */
export interface Window {
  readonly since: number;
  readonly calls: number;
  readonly refused: number;
  readonly times: number;
  readonly squares: number;
  readonly inFlight: number;
}

/** Waiting that is left standing, as a share of the base: a bit, and more where times vary, for there it does not show. */
const QUEUE = 0.05;
const QUEUE_OF_SPREAD = 0.75;

/** More than that waits. */
export const CUT = 1.5;
export const FAR = 3;

/** A window that begins now. */
export function opened(since: number): Window {
  return { since, calls: 0, refused: 0, times: 0, squares: 0, inFlight: 0 };
}

export const initialSearch: Search = {
  concurrency: 1,
  level: 1,
  base: 0,
  weight: 0,
  spread: 0.2,
  step: 1,
  isCut: false,
  rest: 0,
  isProbe: false,
  probeAt: 0,
  before: { inFlight: 1, time: 0 },
  window: opened(-Infinity),
};

/** Waiting that is wanted, as a share of the base. */
export function queueOf(spread: number): number {
  return QUEUE + QUEUE_OF_SPREAD * Math.sqrt(spread);
}

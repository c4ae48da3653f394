import type { Reason } from '../regulation/decision';

/** How closely a flow is watched; seconds since the epoch. */
export interface Attention {
  /** From when on all its metrics are asked for again. */
  readonly lookAt: number;
  /** From when on the few that tell of pressure are. */
  readonly glanceAt: number;
  /** It was under pressure lately, and is looked at each period. */
  readonly pressedUntil: number;
  /** Nothing arrived and nothing waited when it was looked at last. */
  readonly idle: boolean;
  /** What was waiting when that was no reason for concern. */
  readonly usualWaiting: number;
  /** Of the period observed last. */
  readonly arrivals: number;
}

export type Due = 'nothing' | 'glance' | 'look';

/** What the look or glance told. */
export interface Impression {
  readonly due: 'glance' | 'look';
  readonly reason?: Reason;
  /** A change is under way, or nothing could be decided. */
  readonly unsettled: boolean;
  /** Most records that arrived in any of the periods seen; absent where none was seen. */
  readonly arrivals?: number;
  readonly waiting?: number;
}

/** Asked metrics are what a regulator costs: an idle flow's are asked for every quarter of an hour. */
const IDLE_LOOK_SECONDS = 900;
const CALM_LOOK_SECONDS = 300;
const IDLE_GLANCE_SECONDS = 180;
const CALM_GLANCE_SECONDS = 60;

/** Stays alert for so long after the last sign of pressure. */
const PRESSED_SECONDS = 300;

/** A tick comes some seconds early or late. */
const TICK_SLACK_SECONDS = 5;

/** More waiting than this beyond twice the usual is pressure. */
const FEW_RECORDS = 10;

/** Arrivals that grew by more than this between two periods are. */
const SURGE = 1.5;

/** These ask for more than waiting for the next look. */
const PRESSING: ReadonlySet<Reason> = new Set<Reason>([
  'rising',
  'draining',
  'budget',
  'pending',
  'ineffective',
  'at-limit',
  'outside-limits',
  'blind',
]);

export const UNSEEN: Attention = {
  lookAt: 0,
  glanceAt: 0,
  pressedUntil: 0,
  idle: false,
  usualWaiting: 0,
  arrivals: 0,
};

/** What a flow is due for. Where a queue tells what is waiting, that is the glance, and costs no metric. */
export function dueFor(attention: Attention, now: number, waiting?: number): Due {
  const clockWentBack = attention.lookAt > now + IDLE_LOOK_SECONDS + TICK_SLACK_SECONDS;
  if (clockWentBack || now >= attention.lookAt) return 'look';
  if (waiting !== undefined) return isUnusual(attention, waiting) ? 'look' : 'nothing';
  return now >= attention.glanceAt ? 'glance' : 'nothing';
}

/** When to look next. */
export function attend(before: Attention, seen: Impression, now: number, periodSeconds: number): Attention {
  const pressed = isPressed(before, seen);
  const pressedUntil = pressed ? now + PRESSED_SECONDS : Math.min(before.pressedUntil, now + PRESSED_SECONDS);
  const arrivals = seen.arrivals ?? before.arrivals;
  const idle = seen.arrivals === undefined ? before.idle : seen.arrivals === 0 && (seen.waiting ?? 0) === 0;
  const usualWaiting = isConcerned(seen) ? before.usualWaiting : (seen.waiting ?? before.usualWaiting);
  const later = (seconds: number): number => now + seconds - Math.min(TICK_SLACK_SECONDS, seconds / 2);
  // Where a tick comes more often, fresh metrics are glanced at as often as they are told.
  const glanceAt = later(idle ? IDLE_GLANCE_SECONDS : Math.min(CALM_GLANCE_SECONDS, periodSeconds));
  return { lookAt: nextLook(), glanceAt, pressedUntil, idle, usualWaiting, arrivals };

  function nextLook(): number {
    const woke = before.idle && !idle;
    if (now < pressedUntil || woke) return later(periodSeconds);
    if (seen.due === 'glance') return before.lookAt;
    return later(idle ? IDLE_LOOK_SECONDS : CALM_LOOK_SECONDS);
  }
}

function isConcerned({ reason, unsettled }: Impression): boolean {
  return unsettled || (reason !== undefined && PRESSING.has(reason));
}

function isPressed(before: Attention, seen: Impression): boolean {
  const { waiting, arrivals } = seen;
  if (isConcerned(seen)) return true;
  if (waiting !== undefined && isUnusual(before, waiting)) return true;
  return arrivals !== undefined && before.arrivals > 0 && arrivals > SURGE * before.arrivals;
}

function isUnusual({ usualWaiting }: Attention, waiting: number): boolean {
  return waiting > 2 * usualWaiting + FEW_RECORDS;
}

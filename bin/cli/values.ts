import { UsageError } from './cli-error';

const UNIT_MILLIS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const DURATION = /^(\d+(?:\.\d+)?[smhd])+$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})(T\d{2}(:\d{2}(:\d{2}(\.\d{1,3})?)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Milliseconds of `90s`, `15m`, `2h`, `7d` or a run of them such as `1h30m`. */
export function parseDuration(option: string, text: string): number {
  const millis = durationMillis(text);
  if (millis === undefined || millis <= 0) {
    throw new UsageError(
      'DURATION_INVALID',
      `${option} is '${text}'; allowed: a duration above zero such as 90s, 15m, 2h, 7d or 1h30m`,
    );
  }
  return millis;
}

/** A duration no shorter and no longer than the bounds, which come with the words to show for them. */
export function parseDurationWithin(option: string, text: string, least: string, most: string): number {
  const millis = parseDuration(option, text);
  if (millis < parseDuration(option, least) || millis > parseDuration(option, most)) {
    throw new UsageError('DURATION_INVALID', `${option} is '${text}'; allowed: ${least} to ${most}`);
  }
  return millis;
}

/** Milliseconds since the epoch of an ISO date, which is UTC unless it says otherwise, `now`, or a duration ago. */
export function parseInstant(option: string, text: string, now: number): number {
  if (text === 'now') return now;
  const ago = durationMillis(text);
  const millis = ago === undefined ? isoMillis(text) : Math.round(now - ago);
  if (millis === undefined || millis < 0) {
    throw new UsageError(
      'INSTANT_INVALID',
      `${option} is '${text}'; allowed: an ISO date since 1970 such as 2026-11-24T03:00 (UTC) or 2026-11-24T03:00+01:00, a duration ago such as 15m, or now`,
    );
  }
  return millis;
}

export function parseWholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError('NUMBER_INVALID', `${option} is '${text}'; allowed: a whole number from ${least} to ${most}`);
  }
  return value;
}

export function parseEndpoint(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError('ENDPOINT_INVALID', `${option} is '${text}'; allowed: a URL such as http://127.0.0.1:4566`);
  }
  return text;
}

function durationMillis(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)([smhd])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MILLIS[unit] ?? NaN), 0);
}

function isoMillis(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;
  const [, date, time = 'T00:00', minutes, , , zone = 'Z'] = match;
  // JavaScript rolls 30 February over into March: a day that does not exist must not replay another one.
  const day = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  const millis = Date.parse(`${date}${time}${minutes || time === 'T00:00' ? '' : ':00'}${zone}`);
  return Number.isNaN(millis) ? undefined : millis;
}

/** A point of a curve: from here on the rate goes straight to the next point. */
export interface RatePoint {
  readonly second: number;
  /** Records a second, before scaling. */
  readonly rate: number;
}

/** The rate in each second from 0 up to `seconds`. */
export function rateEachSecond(points: readonly RatePoint[], seconds: number, scale = 1): Float64Array {
  const rates = new Float64Array(seconds);
  let at = 0;
  for (let second = 0; second < seconds; second += 1) {
    while (at + 1 < points.length && points[at + 1].second <= second) at += 1;
    rates[second] = scale * rateBetween(points[at], points[at + 1], second);
  }
  return rates;
}

function rateBetween(left: RatePoint, right: RatePoint | undefined, second: number): number {
  if (right === undefined || second <= left.second) return left.rate;
  const share = (second - left.second) / (right.second - left.second);
  return left.rate + share * (right.rate - left.rate);
}

import type { RegulatedFlow, Signal } from '../../../lib/contract/regulation';
import type { Tick } from '../../../lambda/scaling/scaling';
import type { FakeAws } from './fake-aws';

/** Milliseconds that an invocation has. */
const TIMEOUT_MILLIS = 60_000;

/** One call of the schedule. */
export async function tickOf(aws: FakeAws, regulator: Tick): Promise<void> {
  const end = aws.seconds + TIMEOUT_MILLIS / 1_000;
  await regulator(() => Math.max(0, end - aws.seconds) * 1_000);
}

/** So many minutes, a tick at the begin of each; `each` comes before it. */
export async function minutes(
  aws: FakeAws,
  regulator: Tick,
  count: number,
  each: (minute: number) => void | Promise<void> = () => undefined,
): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    const next = aws.seconds + 60;
    await each(minute);
    await tickOf(aws, regulator);
    aws.passing(next - aws.seconds);
    aws.seconds = next;
  }
}

/** Publishes a flow's figures of the minute that has just ended. */
export function publishMinute(aws: FakeAws, flow: RegulatedFlow, figures: Partial<Record<Signal, number>>): void {
  const start = Math.floor(aws.seconds / 60) * 60 - 60;
  for (const [name, figure] of Object.entries(figures) as [Signal, number][]) {
    aws.publish(flow.signals[name]!, start, figure);
  }
}

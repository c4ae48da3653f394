import type { OptionValues } from './arguments';
import { ExitCode, renderError } from './cli-error';
import type { Host } from './host';
import { readStatuses } from './pipeline-status';
import { selectPipelines } from './pipelines';
import { statusJson, statusReport } from './status-report';
import { parseDurationWithin } from './values';

const DEFAULT_WINDOW = '15m';
const MINUTE = 60_000;

/** 1 where a part could not be read: a script must not take "unknown" for "well". */
export async function status(host: Host, pipeline: string | undefined, options: OptionValues): Promise<ExitCode> {
  const windowMillis = parseDurationWithin('--since', String(options.since ?? DEFAULT_WINDOW), '1m', '15d');
  const entries = await selectPipelines(host.aws, pipeline);
  const now = host.now();
  // CloudWatch cuts at whole minutes: begin at one, and take in the current one.
  const window = { from: Math.floor((now - windowMillis) / MINUTE) * MINUTE, to: now };
  const statuses = await readStatuses(host.aws, entries, window);
  const { terminal } = host;
  if (options.json === true) terminal.out(statusJson(statuses, window));
  else for (const line of statusReport(statuses, windowMillis, now, terminal.paint)) terminal.out(line);
  const problems = new Map(statuses.flatMap(({ problems: some }) => some.map((problem) => [problem.message, problem])));
  for (const problem of problems.values()) terminal.note(renderError(problem));
  return problems.size > 0 ? 1 : 0;
}

import { writeFileSync } from 'node:fs';
import type { OptionValues } from '../arguments';
import { type ExitCode, UsageError } from '../cli-error';
import type { Terminal } from '../host';
import { table } from '../table';
import { assumptions } from './assumptions';
import { COLUMNS, comparison } from './comparison';
import { type Outcome, outcomeOf, yardstickOf } from './outcome';
import { renderPage } from './page';
import { readRequest } from './request';
import { bestOf, type Scene, sceneOf, simulated } from './simulation';
import { meanOf, slotsOf } from './slots';
import { readTrace } from './trace-file';

/** Controllers beside each other on one trace: a table, and a page with pictures where a file is named for it. */
export async function simulate(
  host: { readonly terminal: Terminal },
  file: string,
  options: OptionValues,
): Promise<ExitCode> {
  const { terminal } = host;
  const request = readRequest(options);
  const trace = readTrace(file);
  const scene = sceneOf(trace, request);
  const { arrivals } = scene;
  const slots = slotsOf(arrivals.length);
  const outcomes: Outcome[] = [];
  for (const name of request.controllers) {
    tell(terminal, `simulating ${name} …`);
    outcomes.push(outcomeOf(name, simulated(scene, name), slots));
  }
  const optimum = request.fast ? undefined : optimumTold(terminal, scene);
  const yardstick = yardstickOf(outcomes, optimum);
  const rows = comparison(outcomes, yardstick, optimum, arrivals.length);
  const assumed = assumptions(scene, request, trace.reading);
  tell(terminal, '');
  const lines = rows.map(({ cells, punctual }) =>
    cells.map((text, index) =>
      index === 3 ? { text, tone: punctual ? ('good' as const) : ('bad' as const) } : { text },
    ),
  );
  for (const line of table(COLUMNS, lines, terminal.paint)) terminal.out(line);
  const ratio = yardstick ? `Ratio: cost beside ${yardstick.words}.` : 'Ratio: no controller was without violations.';
  for (const sentence of ['', ratio, ...assumed]) terminal.out(sentence);
  if (request.out !== undefined) {
    const page = {
      file,
      rows,
      ratio,
      assumptions: assumed,
      outcomes,
      slots,
      trace,
      scene,
      load: meanOf(arrivals, slots),
    };
    written(request.out, renderPage(page));
    terminal.note(`wrote ${request.out}`);
  }
  return 0;
}

/** The optimum of a long stream takes minutes, and everything else a second. */
function optimumTold(terminal: Terminal, scene: Scene) {
  tell(terminal, 'looking for the optimum … (--fast leaves it out)');
  return bestOf(scene);
}

function tell(terminal: Terminal, what: string): void {
  if (terminal.live) terminal.rewrite(what);
}

function written(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError('OUT_UNWRITABLE', `--out is '${file}', which cannot be written (${code ?? String(error)})`);
  }
}

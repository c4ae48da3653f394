import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the page is made of: the chart library, the look of the flow report, and what draws a simulation. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
}

/** Set by the bundler, as the published program has no files beside it. */
declare const SIMULATION_PAGE: PageParts | undefined;

export function pageParts(): PageParts {
  return typeof SIMULATION_PAGE === 'undefined' ? readPageParts() : SIMULATION_PAGE;
}

/** From the checkout. */
export function readPageParts(): PageParts {
  const { style, script } = JSON.parse(readFileSync(join(__dirname, 'page/parts.json'), 'utf8')) as {
    readonly [part in keyof PageParts]: readonly string[];
  };
  const root = join(__dirname, '../../..');
  const texts = (files: readonly string[]): string =>
    files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  return { style: texts(style), script: texts(script) };
}

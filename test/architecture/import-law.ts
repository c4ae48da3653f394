import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Import } from './import-graph';
import { ROOT } from './source-files';

interface Zone {
  readonly zone: string;
  /** Regular expression of the files' paths; the first zone that matches has the file. */
  readonly files: string;
  /** Zones and kinds of packages that its files may import. */
  readonly may: readonly string[];
  /** Those that they may import types of. */
  readonly mayTypes?: readonly string[];
}

interface Law {
  readonly zones: readonly Zone[];
  readonly packages: readonly { readonly zone: string; readonly names: string }[];
}

const LAW = JSON.parse(readFileSync(join(ROOT, 'lint/import-law.json'), 'utf8')) as Law;

/** Imports that the law does not allow, in words. */
export function breaches(imports: readonly Import[]): string[] {
  return imports.filter((each) => !isAllowed(each)).map(inWords);
}

/** Files that no zone of the law has. */
export function lawless(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => zoneOfFile(path) === undefined);
}

function isAllowed({ from, to, typesOnly }: Import): boolean {
  const importer = zoneOfFile(from);
  const imported = zoneOf(to);
  if (!importer || !imported) return false;
  const allowed = [importer.zone, ...importer.may, ...(typesOnly ? (importer.mayTypes ?? []) : [])];
  return allowed.includes('*') || allowed.includes(imported);
}

function zoneOf(name: string): string | undefined {
  return zoneOfFile(name)?.zone ?? LAW.packages.find(({ names }) => new RegExp(names).test(name))?.zone;
}

function zoneOfFile(path: string): Zone | undefined {
  return LAW.zones.find(({ files }) => new RegExp(files).test(path));
}

function inWords({ from, to, typesOnly }: Import): string {
  return `${from} imports ${typesOnly ? 'types of ' : ''}${to}`;
}

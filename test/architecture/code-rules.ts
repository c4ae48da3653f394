import { posix } from 'node:path';
import * as ts from 'typescript';
import type { SourceFiles } from './source-files';

/** Lines of a file at most; the first pattern that matches counts. */
const MOST_LINES: readonly (readonly [RegExp, number])[] = [
  [/\.handler\.ts$/, 60],
  [/^test\//, 300],
  [/./, 250],
];

const VAGUE_NAME = /^(utils?|helpers?|common|misc|shared)$/;

/** What makes an outcome depend on more than the arguments. */
const IMPURE_GLOBALS = ['process', 'console', 'performance', 'crypto', 'setTimeout', 'setInterval', 'fetch'];

export function tooLong(files: SourceFiles): string[] {
  return [...files].flatMap(([path, text]) => {
    const lines = text.trimEnd().split('\n').length;
    const most = MOST_LINES.find(([pattern]) => pattern.test(path))?.[1] ?? 0;
    return lines > most ? [`${path} has ${lines} lines, more than ${most}`] : [];
  });
}

/** A name that says nothing collects everything. */
export function vaguelyNamed(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => path.split('/').some((part) => VAGUE_NAME.test(part.split('.')[0] ?? '')));
}

/** Folders whose word is missing on the other side: handlers have constructs, and both have tests. */
export function unmirrored(paths: Iterable<string>): string[] {
  const folders = new Set([...paths].map((path) => posix.dirname(path)));
  return [...folders].flatMap((folder) => {
    const expected = [...counterparts(folder)].filter((other) => !folders.has(other));
    return expected.map((other) => `${folder} has no ${other}`);
  });
}

function* counterparts(folder: string): Iterable<string> {
  const [side = '', word, deeper] = folder.replace(/^test\//, '').split('/');
  if (word === undefined || deeper !== undefined || !['lib', 'lambda'].includes(side)) return;
  yield folder.startsWith('test/') ? `${side}/${word}` : `test/${side}/${word}`;
  // Adapters are parts of every handler and of no construct.
  if (side === 'lambda' && word !== 'adapters') yield `lib/${word}`;
}

/** Clock, randomness, environment and waiting in the pure centre. */
export function impure(files: SourceFiles): string[] {
  return [...files].filter(([path]) => path.startsWith('lib/control/')).flatMap(([path, text]) => impureIn(path, text));
}

function impureIn(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isImpure(node)) found.push(`${path} uses ${node.getText().split('\n')[0]}`);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isImpure(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return ['Date.now', 'Math.random'].includes(node.getText());
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && !node.arguments?.length;
  return ts.isIdentifier(node) && IMPURE_GLOBALS.includes(node.text) && !isMemberName(node);
}

/** `x.process` and `{ process: 1 }` are names of somebody's own. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  const named =
    ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent);
  return named && parent.name === node;
}

import { posix } from 'node:path';
import * as ts from 'typescript';
import type { SourceFiles } from './source-files';

/** One file names another, or a package. */
export interface Import {
  readonly from: string;
  /** Path of a file of the repository, or the name of a package. */
  readonly to: string;
  /** Gone after compilation. */
  readonly typesOnly: boolean;
}

export function importGraph(files: SourceFiles): Import[] {
  const modules = [...files].filter(([path]) => !path.endsWith('.py'));
  return modules.flatMap(([path, text]) =>
    importsIn(ts.createSourceFile(path, text, ts.ScriptTarget.Latest)).map(({ specifier, typesOnly }) => ({
      from: path,
      to: specifier.startsWith('.') ? resolved(posix.join(posix.dirname(path), specifier), files) : specifier,
      typesOnly,
    })),
  );
}

interface Named {
  readonly specifier: string;
  readonly typesOnly: boolean;
}

/** Static, dynamic, `require`d and type imports, and re-exports. */
function importsIn(file: ts.SourceFile): Named[] {
  const found: Named[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) {
      found.push({ specifier: specifier.text, typesOnly: isTypesOnly(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

function isTypesOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || allTypes(node.exportClause);
  if (!ts.isImportDeclaration(node)) return false;
  const clause = node.importClause;
  if (clause?.isTypeOnly) return true;
  return clause?.name === undefined && allTypes(clause?.namedBindings);
}

function allTypes(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (!names || !(ts.isNamedImports(names) || ts.isNamedExports(names))) return false;
  return names.elements.length > 0 && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** What TypeScript and Node may mean by a relative path. */
function resolved(path: string, files: SourceFiles): string {
  const candidates = ['', '.ts', '/index.ts', '.js', '.mjs', '.cjs'].map((ending) => path + ending);
  return candidates.find((candidate) => files.has(candidate)) ?? path;
}

/** Files that need each other to load, each loop once. */
export function loops(imports: readonly Import[]): string[] {
  const needs = new Map<string, string[]>();
  for (const { from, to, typesOnly } of imports) if (!typesOnly) needs.set(from, [...(needs.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of needs.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of needs.keys()) visit(file, []);
  return found;
}

// The law of imports as an ESLint rule, for the editor. test/architecture.test.ts holds the whole graph to the same table.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const ROOT = dirname(import.meta.dirname);
const { zones, packages } = JSON.parse(readFileSync(join(import.meta.dirname, 'import-law.json'), 'utf8'));

/** What TypeScript may mean by a relative path. */
const ENDINGS = ['', '.ts', '/index.ts', '.js', '.mjs', '.cjs', '.json'];

function resolved(path) {
  const ending = ENDINGS.find((each) => existsSync(path + each) && statSync(path + each).isFile());
  return path + (ending ?? '');
}

function zoneOfFile(path) {
  const name = relative(ROOT, path).split(sep).join('/');
  return zones.find(({ files }) => new RegExp(files).test(name));
}

function zoneOf(specifier, importer) {
  if (!specifier.startsWith('.')) return packages.find(({ names }) => new RegExp(names).test(specifier))?.zone;
  return zoneOfFile(resolved(join(dirname(importer), specifier)))?.zone;
}

function isAllowed(from, to, typesOnly) {
  if (from.zone === to || from.may.includes('*') || from.may.includes(to)) return true;
  return typesOnly && (from.mayTypes ?? []).includes(to);
}

function isTypesOnly(node) {
  if (node.type === 'TSImportType' || (node.importKind ?? node.exportKind) === 'type') return true;
  const { specifiers = [] } = node;
  return (
    specifiers.length > 0 && specifiers.every(({ importKind, exportKind }) => (importKind ?? exportKind) === 'type')
  );
}

/** The text of `'./x'` in whichever way the node holds it. */
function specifierOf(node) {
  const source = node.source ?? node.arguments?.[0];
  return typeof source?.value === 'string' ? source.value : undefined;
}

export const lawOfImports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { broken: "'{{from}}' may not import '{{to}}' ({{specifier}}): {{why}}" },
  },
  create(context) {
    const from = zoneOfFile(context.filename);
    if (!from) return {};
    const check = (node) => {
      const specifier = specifierOf(node);
      if (specifier === undefined) return;
      const to = zoneOf(specifier, context.filename) ?? 'what the law does not know';
      if (isAllowed(from, to, isTypesOnly(node))) return;
      context.report({ node, messageId: 'broken', data: { from: from.zone, to, specifier, why: from.why } });
    };
    return {
      ImportDeclaration: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
      "CallExpression[callee.name='require']": check,
    };
  },
};

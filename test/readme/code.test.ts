import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { AlarmRules, FlowMetrics } from '../../lib';
import { README, ROOT, snippetsOf } from './snippets';

const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  paths: { 'cdk-sluice': [join(ROOT, 'lib', 'index.ts')] },
};

/** Names of the files that the compiler complains of, with what it says; all compiled as one program of modules. */
function problemsOf(files: ReadonlyMap<string, string>): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, version) => {
    const code = files.get(name);
    return code === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, code, version);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

test('the README shows code that compiles, which a mistake would not', () => {
  const snippets = snippetsOf(README);
  expect(snippets.length).toBeGreaterThanOrEqual(3);
  const mistake = "import { DataPipeline } from 'cdk-sluice';\nnew DataPipeline(1);\n";
  const files = new Map(snippets.map((code, i) => [join(ROOT, `readme-${i}.ts`), `${code}\nexport {};\n`]));
  const problems = problemsOf(files.set(join(ROOT, 'mistake.ts'), mistake));
  expect(problems).toEqual([expect.stringMatching(/mistake\.ts: Expected 3 arguments/)]);
}, 60_000);

test('every link of the README and of the docs leads to a file', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/cli.md', 'docs/operations.md'];
  const links = pages.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    return [...text.matchAll(/]\((?!https?:|#)([^)#]+)/g)].map(
      ([, path]) => [page, join(page, '..', path ?? '')] as const,
    );
  });
  expect(links.length).toBeGreaterThan(10);
  const missing = links.filter(
    ([, path]) => !ts.sys.fileExists(join(ROOT, path)) && !ts.sys.directoryExists(join(ROOT, path)),
  );
  expect(missing).toEqual([]);
});

test('the runbook has a section for every default alarm', () => {
  const runbook = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
  const files = ['alarm-rules.ts', 'regulator-rules.ts'].map((file) => join(ROOT, 'lib', 'monitoring', file));
  const rules = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const names = [...rules.matchAll(/name: '([\w-]+)'/g)].map(([, name]) => name);
  expect(names).toEqual(expect.arrayContaining(AlarmRules.forFlow(new FlowMetrics('Orders')).map(({ name }) => name)));
  expect(names).toContain('regulator-dead');
  for (const name of names) expect(runbook).toContain(`## ${name}\n`);
});

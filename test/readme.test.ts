import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';

const ROOT = resolve(__dirname, '..');
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

/** TypeScript blocks of a Markdown file. */
function codeOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
}

/** What the compiler says of each snippet, all compiled as one program of modules. */
function problemsOf(snippets: readonly string[]): string[] {
  const files = new Map(snippets.map((code, i) => [join(ROOT, `readme-${i}.ts`), `${code}\nexport {};\n`]));
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
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('the README', () => {
  test('shows code that compiles', () => {
    const snippets = codeOf('README.md');
    expect(snippets.length).toBeGreaterThanOrEqual(3);
    expect(problemsOf(snippets)).toEqual([]);
  }, 60_000);

  test('would not pass with code that does not', () => {
    expect(problemsOf(["import { DataPipeline } from 'cdk-sluice';\nnew DataPipeline(1);"]).join()).toMatch(/DataPipeline|argument/i);
  }, 60_000);

  test('opens with a pipeline of at most 10 lines', () => {
    const [first] = codeOf('README.md');
    const userCode = first.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('declare'));
    expect(userCode.length).toBeLessThanOrEqual(10);
  });

  test('has a runbook section for every default alarm', () => {
    const runbook = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
    const rules = readFileSync(join(ROOT, 'lib', 'monitoring', 'alarm-rules.ts'), 'utf8');
    const names = [...rules.matchAll(/name: '([\w-]+)'/g)].map(([, name]) => name);
    expect(names).toContain('outage');
    for (const name of names) expect(runbook).toContain(`## ${name}\n`);
  });
});

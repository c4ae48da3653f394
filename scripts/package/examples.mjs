import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** TypeScript blocks of the README. */
export function snippets() {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
}

/** The first example as an app in plain JavaScript; what it only declares is made here. */
export function exampleApp() {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(snippets()[0], { compilerOptions });
  return `
const cdk = require('aws-cdk-lib');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const app = new cdk.App();
const stack = new cdk.Stack(app, 'Shop');
const consumer = (id) => new LambdaFunction(stack, id, {
  runtime: Runtime.PYTHON_3_12, handler: 'index.handler', code: Code.fromInline('def handler(event, context): pass'),
});
const worker = consumer('Worker');
const standby = consumer('Standby');
${outputText}
app.synth();
`;
}

/** Options of a user's compiler; the types of Node.js come from this checkout. */
export const EXAMPLE_TYPES = (root) => ({
  noEmit: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
});

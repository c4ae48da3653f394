import tseslint from 'typescript-eslint';
import { lawOfImports } from './lint/law-of-imports.mjs';

/** Generated, or not ours. */
const IGNORED = ['dist/', 'cdk.out/', 'coverage/', 'demo/out/', 'demo/.venv/', 'test/deploy/out/'];

/** Sizes at which a file or function begins to hold two ideas. */
const SIZES = {
  'max-lines': ['error', 250],
  'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
  complexity: ['error', 12],
};

export default tseslint.config(
  { ignores: IGNORED },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,mjs,cjs,js}'],
    plugins: { sluice: { rules: { 'law-of-imports': lawOfImports } } },
    rules: {
      ...SIZES,
      'sluice/law-of-imports': 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-fallthrough': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-empty': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: 'tsconfig.dev.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      // An interface may ask for a promise where an implementation, most often a fake, has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['lib/control/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'console', 'performance', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'the clock comes in as an argument' },
        { object: 'Math', property: 'random', message: 'randomness comes in as an argument' },
      ],
      'no-restricted-syntax': ['error', 'AwaitExpression', "NewExpression[callee.name='Date'][arguments.length=0]"],
    },
  },
  {
    files: ['lambda/*/*.handler.ts'],
    rules: { 'max-lines': ['error', 60] },
  },
  {
    // A `describe` is a chapter, not a function, and templates and matchers of the CDK are typed `any`.
    files: ['test/**'],
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': 'off',
      complexity: 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    extends: [tseslint.configs.base],
    rules: { '@typescript-eslint/no-unused-vars': 'error' },
  },
  {
    // Scripts of one page, which see each other's names.
    files: ['demo/report/page/*.js', 'bin/cli/simulate/page/*.js'],
    languageOptions: { sourceType: 'script' },
    rules: { '@typescript-eslint/no-unused-vars': ['error', { vars: 'local' }] },
  },
);

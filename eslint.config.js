import boundaries from 'eslint-plugin-boundaries';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which room may import which: the table of docs/architecture.md. */
const rooms = {
  schemas: [],
  expressions: ['schemas', 'science'],
  tuning: ['schemas', 'science'],
  science: ['schemas', 'expressions'],
  planning: ['schemas', 'expressions', 'tuning'],
  store: ['schemas'],
  report: ['schemas', 'store'],
  temporal: [],
  activities: ['science', 'expressions', 'tuning', 'store', 'schemas'],
  'report-activities': ['activities', 'science', 'expressions', 'store', 'schemas', 'report'],
  workflows: ['schemas', 'planning', 'temporal'],
  workers: [
    'schemas',
    'planning',
    'science',
    'expressions',
    'tuning',
    'store',
    'activities',
    'report-activities',
    'temporal',
    'report',
  ],
  cli: ['schemas', 'planning', 'science', 'expressions', 'store', 'report', 'temporal', 'workers'],
};

const elements = [
  { type: 'expressions', pattern: 'science/expressions/**' },
  { type: 'tuning', pattern: 'science/learning/tuning/**' },
  {
    type: 'report-activities',
    pattern: [
      ...['report', 'report-page', 'figures', 'rows', 'table', 'aggregate', 'plot-*', 'study-report'],
      'exclusion-plane',
    ].map((kind) => `activities/${kind}/**`),
  },
  ...['schemas', 'science', 'planning', 'store', 'report', 'temporal', 'activities', 'workflows', 'workers', 'cli'].map(
    (room) => ({ type: room, pattern: `${room}/**` }),
  ),
].map((element) => ({ ...element, partialMatch: false }));

export default tseslint.config(
  {
    ignores: ['node_modules', 'dist', '.umbra', 'scripts', 'cli/umbra.mjs', '**/grammar.*', '*.config.*', '**/*.d.ts'],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries, 'import-x': importX },
    settings: {
      'boundaries/elements': elements,
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import/resolver': { node: { extensions: ['.ts', '.js'] } },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Interfaces here are made of closures, never of classes: no method has a `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // An index known to be in range is asserted with `as T`, which says what it is; `!` stays forbidden.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(rooms).map(([from, to]) => ({
            from: { element: { type: from } },
            allow: [from, ...to].map((type) => ({ to: { element: { type } } })),
          })),
        },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts', 'planning/walk.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', 'fs', 'path', 'os', 'crypto'],
              message: 'workflow code is deterministic: no Node modules',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer'],
    },
  },
  {
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: { 'boundaries/dependencies': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);

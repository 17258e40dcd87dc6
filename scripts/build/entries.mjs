/** The programs: name in dist/ (with .mjs) -> source. */
export const PROGRAMS = {
  main: 'cli/main.ts',
  worker: 'workers/main.ts',
  'task-child': 'workers/task-child.ts',
};

/** The workflows, bundled by Temporal's SDK for its sandbox into dist/workflows.js. */
export const WORKFLOWS = 'workflows/index.ts';

/** The folders that programs and workflows are made of. */
export const ROOMS = [
  'schemas',
  'planning',
  'science',
  'store',
  'activities',
  'workflows',
  'temporal',
  'workers',
  'cli',
  'report',
];

/** What a source is: JSON and generated JavaScript can be imported like TypeScript. */
export const SOURCE = /\.(ts|mts|js|mjs|cjs|json)$/;

export * from './campaign-results.ts';
export * from './comparison.ts';
export * from './curves.ts';
export * from './cutflow.ts';
export * from './history.ts';
export * from './split-counts.ts';
export * from './splits.ts';
export * from './yields.ts';

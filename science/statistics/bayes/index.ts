export * from './counting-workspace.ts';
export * from './counting.ts';
export * from './limits.ts';

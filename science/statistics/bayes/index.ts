export * from './counting.ts';
export * from './limits.ts';

export * from './hypotest.ts';
export * from './test-statistics.ts';
export * from './types.ts';
export * from './upper-limit.ts';

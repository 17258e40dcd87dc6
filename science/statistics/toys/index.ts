export * from './poisson.ts';
export * from './scan.ts';
export * from './strengths.ts';
export * from './toy-test.ts';
export * from './toys.ts';

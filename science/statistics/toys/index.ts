export * from './poisson.ts';
export * from './toy-test.ts';
export * from './toys.ts';

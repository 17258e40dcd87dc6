export * from './balancing.ts';
export * from './columns.ts';
export * from './groups.ts';
export * from './negative.ts';
export * from './physical.ts';
export * from './split-hash.ts';
export * from './sums.ts';
export * from './training.ts';

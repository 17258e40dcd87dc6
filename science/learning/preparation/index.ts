export * from './event-set.ts';
export * from './feature-matrix.ts';
export * from './folds.ts';
export * from './hypotheses.ts';
export * from './inputs.ts';
export * from './normalisers.ts';
export * from './padding.ts';
export * from './quantiles.ts';

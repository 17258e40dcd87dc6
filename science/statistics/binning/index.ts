export * from './best-bins.ts';
export * from './binning.ts';
export * from './score-sums.ts';

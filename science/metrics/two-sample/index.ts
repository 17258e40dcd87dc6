export * from './auc-error.ts';
export * from './nearest.ts';
export * from './uniformity.ts';
export * from './wasserstein.ts';

export * from './auc.ts';
export * from './formula-text.ts';
export * from './histogram.ts';
export * from './ranking.ts';
export * from './regions.ts';
export * from './roc.ts';
export * from './thin.ts';
export * from './threshold-scan.ts';

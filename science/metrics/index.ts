export * from './auc.ts';
export * from './histogram.ts';
export * from './ranking.ts';
export * from './roc.ts';
export * from './thin.ts';
export * from './threshold-scan.ts';

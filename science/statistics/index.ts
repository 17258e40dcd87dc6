export * from './asimov.ts';
export * from './best-significance.ts';
export * from './combine.ts';
export * from './gamma.ts';
export * from './garwood.ts';
export * from './significance-error.ts';

export * from './expected-data.ts';
export * from './likelihood.ts';
export * from './model.ts';
export * from './parse.ts';
export * from './patch.ts';
export * from './rates.ts';
export * from './types.ts';
export * from './workspace.ts';

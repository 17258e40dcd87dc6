export * from './dropout/index.ts';
export * from './export/index.ts';
export * from './model-file/index.ts';
export * from './network.ts';
export * from './preparation/index.ts';
export * from './training/index.ts';

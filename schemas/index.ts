export * from './errors.ts';
export * from './table.ts';
export * from './task.ts';

export * from './artifact.ts';
export * from './canonical.ts';
export * from './campaign.ts';
export * from './catalogue.ts';
export * from './errors.ts';
export * from './plan.ts';
export * from './table.ts';
export * from './task.ts';

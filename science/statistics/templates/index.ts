export * from './template.ts';
export * from './workspace.ts';

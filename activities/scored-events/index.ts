export * from './events.ts';
export * from './params.ts';

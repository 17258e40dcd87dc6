export * from './events.ts';
export * from './params.ts';
export * from './planned.ts';

export * from './early-stopping.ts';
export * from './memory.ts';
export * from './request.ts';
export { LARGEST_PIECE } from './run.ts';
export type { NetworkValues } from './state.ts';
export { trainNetwork } from './train.ts';

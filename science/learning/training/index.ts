export * from './early-stopping.ts';
export * from './request.ts';
export type { NetworkValues } from './state.ts';
export { trainNetwork } from './train.ts';

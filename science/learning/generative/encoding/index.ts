export * from './encoder.ts';
export * from './features.ts';
export type { PresenceChain } from './presence.ts';
export type { QuantileMap } from './quantiles.ts';

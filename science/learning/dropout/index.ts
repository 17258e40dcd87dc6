export type { MaskSharing } from '../graph/dropout/program.ts';
export * from './infer.ts';
export * from './sample.ts';
export * from './scores.ts';
export * from './stages.ts';

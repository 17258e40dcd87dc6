export type { MaskSharing } from '../graph/dropout-program.ts';
export * from './sample.ts';
export * from './stages.ts';

export * from './blend.ts';
export * from './draw.ts';

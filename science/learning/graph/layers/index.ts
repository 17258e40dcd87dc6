export * from './layer.ts';
export * from './stack.ts';

export * from './layers-model.ts';

export * from './request.ts';
export { trainGenerator } from './train.ts';

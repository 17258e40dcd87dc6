export { rawColumns } from './inference.ts';
export * from './layers-model.ts';
export * from './onnx/index.ts';
export * from './saved-model.ts';

import { createRequire } from 'node:module';
import type { Execution } from '../graph/execution.ts';

/**
 * The native addon of `@tensorflow/tfjs-node-gpu`: the only file that reaches below its public functions. The public
 * `tf.node.loadSavedModel` insists on a signature, copies each feed through tfjs tensors and costs 20-40 us a call more
 * than the binding, a tenth of a small training step.
 */
export interface Binding {
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): readonly { readonly id: number }[];
  getNumOfTensors(): number;
  readonly TF_Version: string;
}

/** The part of the public module that tests and the export use (`loadLayersModel`, `variableGrads` ...). */
export type TensorFlow = typeof import('@tensorflow/tfjs-node-gpu');

export interface Native {
  readonly binding: Binding;
  readonly tensorflow: TensorFlow;
  /** True where the library found a GPU to compute on. */
  readonly gpu: boolean;
  /** Threads that the library was loaded with. */
  readonly threads: number;
}

let loaded: Native | undefined;

/**
 * Loads the library once per process (about 1 s, 345 MB). The number of threads is fixed by the first call: TensorFlow
 * reads it when it starts.
 */
export function loadNative(threads: number): Native {
  if (loaded !== undefined) return loaded;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // An operation keeps to one thread, so that its sums don't depend on threads; graphs run branches side by side
  process.env.TF_NUM_INTRAOP_THREADS = '1';
  process.env.TF_NUM_INTEROP_THREADS = String(threads);
  restoreRemovedUtilities();
  const require = createRequire(import.meta.url);
  const tensorflow = require('@tensorflow/tfjs-node-gpu') as TensorFlow;
  const backend = tensorflow.backend() as unknown as { readonly binding: Binding; readonly isUsingGpuDevice: boolean };
  loaded = { binding: backend.binding, tensorflow, gpu: backend.isUsingGpuDevice, threads };
  return loaded;
}

/** What suits the device and the threads that the library was loaded with. */
export const executionOf = ({ gpu, threads }: Native): Execution => ({
  sequential: threads === 1 && !gpu,
  fused: !gpu,
  oneDnn: !gpu && process.arch === 'x64',
  threads: gpu ? 1 : threads,
});

/** tfjs 4.22 calls two functions that Node 23 took out of `util`. */
function restoreRemovedUtilities(): void {
  const old = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}

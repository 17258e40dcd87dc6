import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataTypes } from '../graph/attributes.ts';
import type { Graph, Value } from '../graph/scope.ts';
import { loadNative } from './binding.ts';

export type TensorValues = Float32Array | Int32Array | Uint8Array;
export interface Feed {
  readonly to: Value;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

/** A graph loaded into TensorFlow: its variables live as long as it does. */
export interface Session {
  /** Runs what the fetched values need; their contents, in order. Blocks until done. */
  run(feeds: readonly Feed[], fetches: readonly Value[]): readonly TensorValues[];
  close(): void;
}

/** Loads a graph by way of a `SavedModel` in a temporary folder, which is gone when this returns. */
export function openSession(graph: Graph, threads: number): Session {
  const { binding } = loadNative(threads);
  const folder = mkdtempSync(join(tmpdir(), 'umbra-graph-'));
  let id: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), graph.savedModel());
    id = binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true });
  }
  // Feeds may share memory with JavaScript arrays, which must be let go on this thread; another thread of the library may
  // hold a feed for an instant after the call has returned. So they are let go when the next call begins.
  let finished: number[] = [];
  const letGo = () => {
    for (const tensor of finished) binding.deleteTensor(tensor);
    finished = [];
  };
  return {
    run(feeds, fetches) {
      letGo();
      const inputs = feeds.map(({ to, shape, values }) => binding.createTensor(shape, dataTypes[to.type], values));
      finished = inputs;
      const names = feeds.map(({ to }) => port(to)).join();
      const outputs = binding.runSavedModel(id, inputs, names, fetches.map(port).join());
      const values = outputs.map((output) => binding.tensorDataSync(output.id));
      for (const output of outputs) binding.deleteTensor(output.id);
      return values;
    },
    close() {
      letGo();
      binding.deleteSavedModel(id);
    },
  };
}

const port = ({ reference }: Value): string => (reference.includes(':') ? reference : `${reference}:0`);

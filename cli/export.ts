import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportLayersModel, exportOnnx, exportSavedModel, rawColumns } from '../science/learning/export/index.ts';
import { decodeModel, type Model } from '../science/learning/model-file/index.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';
import { findRun } from './runs.ts';

interface Format {
  files(model: Model): Readonly<Record<string, string | Uint8Array>>;
  /** What to do with it. */
  use(folder: string, model: Model): string;
}

const takes = (model: Model): string => `takes ${rawColumns(model).join(', ')} (NaN where a value is missing)`;

const formats: Readonly<Record<string, Format>> = {
  layers: {
    files: (model) => ({ ...exportLayersModel(model) }),
    use: (folder) => `${join(folder, 'model.json')}: load it with tf.loadLayersModel`,
  },
  'saved-model': {
    files: (model) => ({ 'saved_model.pb': exportSavedModel(model) }),
    use: (folder, model) =>
      `${folder}: load it with tf.saved_model.load(...).signatures['serving_default'] or tf.node.loadSavedModel; ${takes(model)}`,
  },
  onnx: {
    files: (model) => ({ 'model.onnx': exportOnnx(model) }),
    use: (folder, model) => `${join(folder, 'model.onnx')}: for ONNX Runtime; ${takes(model)}`,
  },
};

/** Writes a trained network for other programs. */
export async function exportNetwork(
  task: string,
  folder: string,
  options: CommonOptions & { readonly campaign?: string; readonly format: string },
): Promise<void> {
  const format = formats[options.format];
  if (format === undefined)
    throw new UsageError(`there is no format '${options.format}'; it is one of ${Object.keys(formats).join(', ')}`);
  const store = await openStore(options);
  const { run, tasks } = await findRun(store, options.campaign);
  const key = tasks[task]?.key;
  const output = key === undefined ? undefined : (await store.getAction(key))?.outputs.model;
  const [part] = output?.parts ?? [];
  if (part === undefined) {
    const trained = Object.keys(tasks).filter((id) => id.startsWith('train['));
    throw new UsageError(
      `run ${run} has no trained network '${task}'${trained.length > 0 ? `; it has ${trained.slice(0, 5).join(', ')} ...` : ''}`,
    );
  }
  const model = decodeModel(await store.readObject(part));
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(format.files(model))) await writeFile(join(folder, name), content);
  process.stdout.write(`${format.use(folder, model)}\n`);
}

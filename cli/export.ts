import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportLayersModel } from '../science/learning/export/index.ts';
import { decodeModel } from '../science/learning/model-file/index.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';
import { findRun } from './runs.ts';

/** Writes a trained network as a TensorFlow.js layers model: `model.json` and `weights.bin`. */
export async function exportNetwork(
  task: string,
  folder: string,
  options: CommonOptions & { readonly campaign?: string },
): Promise<void> {
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
  for (const [name, content] of Object.entries(exportLayersModel(model)) as [string, string | Uint8Array][])
    await writeFile(join(folder, name), content);
  process.stdout.write(`${join(folder, 'model.json')}: load it with tf.loadLayersModel\n`);
}

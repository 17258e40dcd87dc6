import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, RunRecord } from '../schemas/index.ts';
import { intactPath, type Store } from '../store/index.ts';
import { stateFolder, type CommonOptions } from './places.ts';

/** Copies the report of a run to `<state>/reports/<campaign>.html`. */
export async function writeReport(
  store: Store,
  plan: Plan,
  report: NonNullable<Plan['report']>,
  record: RunRecord,
  options: CommonOptions,
): Promise<string | undefined> {
  const key = record.tasks[plan.tasks[report.task]?.id ?? '']?.key;
  const output = key === undefined ? undefined : (await store.getAction(key))?.outputs[report.output];
  const [part] = output?.parts ?? [];
  if (output === undefined || part === undefined) return undefined;
  const folder = join(stateFolder(options), 'reports');
  const path = join(folder, `${plan.campaign}.${output.extension ?? 'html'}`);
  await mkdir(folder, { recursive: true });
  await copyFile(await intactPath(store, part), `${path}.${process.pid}`);
  await rename(`${path}.${process.pid}`, path);
  return path;
}

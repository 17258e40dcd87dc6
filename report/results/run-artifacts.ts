import type { z } from 'zod';
import type { Attributes, Plan, PlannedTask, RunRecord, StoredOutput } from '../../schemas/index.ts';
import { decodeRecords, type Store } from '../../store/index.ts';

/** A task of a run that is in the store, with what it made. */
export interface FinishedTask {
  readonly task: PlannedTask;
  readonly attributes: Attributes;
  readonly outputs: Readonly<Record<string, StoredOutput>>;
}

export interface RunArtifacts {
  readonly record: RunRecord;
  readonly plan: Plan;
  /** Finished tasks of one kind, in the plan's order. */
  ofKind(kind: string): Promise<readonly FinishedTask[]>;
  json<T>(task: FinishedTask, output: string, schema: z.ZodType<T>): Promise<T>;
  records<T>(task: FinishedTask, output: string, row: z.ZodType<T>): Promise<readonly T[]>;
}

/** Opens what a run left in the store: its plan, and the outputs of the tasks that succeeded. */
export async function openRun(store: Store, record: RunRecord): Promise<RunArtifacts> {
  const plan = JSON.parse((await store.readObject(record.plan)).toString()) as Plan;
  const read = async (task: FinishedTask, output: string): Promise<Buffer> => {
    const [part] = task.outputs[output]?.parts ?? [];
    if (part === undefined) throw new Error(`${task.task.id} has no output ${output}`);
    return store.readObject(part);
  };
  return {
    record,
    plan,
    async ofKind(kind) {
      const found = await Promise.all(
        plan.tasks
          .filter((task) => task.kind === kind)
          .map(async (task): Promise<FinishedTask | undefined> => {
            const { key, state } = record.tasks[task.id] ?? {};
            if (key === undefined || (state !== 'done' && state !== 'cached')) return undefined;
            const entry = await store.getAction(key);
            return entry && { task, attributes: task.axis?.attributes ?? {}, outputs: entry.outputs };
          }),
      );
      return found.filter((task) => task !== undefined);
    },
    json: async (task, output, schema) => schema.parse(JSON.parse((await read(task, output)).toString())),
    records: async (task, output, row) => decodeRecords(await read(task, output), row),
  };
}

import { documentsSchema, type TableDocument } from '../../schemas/results/index.ts';
import type { RunArtifacts } from './run-artifacts.ts';

/** The tables that a run laid out (kind `table`), in the plan's order. */
export async function collectTables(run: RunArtifacts): Promise<readonly TableDocument[]> {
  const tasks = await run.ofKind('table');
  const documents = await Promise.all(tasks.map((task) => run.json(task, 'documents', documentsSchema)));
  return documents.flat().filter((document) => document.kind === 'table');
}

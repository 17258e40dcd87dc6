import { documentsSchema, type TableDocument } from '../../schemas/results/index.ts';
import type { RunArtifacts } from './run-artifacts.ts';

/** The tables that a run laid out (of kind `table`, then those beside figures of an excluded region), in the plan's order. */
export async function collectTables(run: RunArtifacts): Promise<readonly TableDocument[]> {
  const tasks = [...(await run.ofKind('table')), ...(await run.ofKind('exclusion-plane'))];
  const documents = await Promise.all(tasks.map((task) => run.json(task, 'documents', documentsSchema)));
  return documents.flat().filter((document) => document.kind === 'table');
}

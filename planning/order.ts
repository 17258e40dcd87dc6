import { InputError, type CampaignFile } from '../schemas/index.ts';
import type { YamlDocument } from './document.ts';
import { chainSources, sourcesOf } from './study-chain.ts';

/** The campaign's task names, each after the tasks it takes inputs from, and a study after those that the tasks which score its trials take; otherwise in the order written. */
export function orderTasks(file: CampaignFile, document: YamlDocument): readonly string[] {
  const ordered: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    const task = file.tasks[name];
    if (task === undefined) return;
    if (path.includes(name)) {
      const cycle = [...path.slice(path.indexOf(name)), name];
      throw new InputError('cycle', `tasks depend on each other: ${cycle.join(' <- ')}`, {
        place: document.place(['tasks', name, 'inputs']),
        expected: 'tasks without a cycle',
      });
    }
    for (const source of sourcesOf(file, name)) visit(source, [...path, name]);
    for (const source of chainSources(file, name)) visit(source, [...path, name]);
    done.add(name);
    ordered.push(name);
  };
  for (const name of Object.keys(file.tasks)) visit(name, []);
  return ordered;
}

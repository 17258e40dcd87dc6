import { openRun } from '../report/results/run-artifacts.ts';
import { renderStudy } from '../report/terminal/study.ts';
import { studyKind } from '../schemas/index.ts';
import { bestTrial, studyResult } from '../schemas/results/index.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';
import { findRun } from './runs.ts';

interface StudyOptions extends CommonOptions {
  readonly run?: string;
  readonly all?: boolean;
}

/** Prints the ranking tables of the studies of a campaign's newest run, or of the study named. */
export async function study(campaign: string, id: string | undefined, options: StudyOptions): Promise<void> {
  const store = await openStore(options);
  const run = await openRun(store, await findRun(store, campaign, options.run));
  const ended = await run.ofKind(studyKind);
  const chosen = ended.filter(({ task }) => id === undefined || task.id === id || task.name === id);
  if (chosen.length === 0)
    throw new UsageError(
      ended.length === 0
        ? `run ${run.record.run} has no study that has ended`
        : `run ${run.record.run} has no study '${id ?? ''}'; it has ${ended.map(({ task }) => task.id).join(', ')}`,
    );
  const found = await Promise.all(
    chosen.map(async (one) => ({
      task: one.task.id,
      ...(await run.json(one, 'study', studyResult)),
      best: await run.json(one, 'best', bestTrial),
    })),
  );
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return;
  }
  const width = process.stdout.isTTY ? process.stdout.columns : 160;
  const most = options.all === true ? Infinity : 20;
  process.stdout.write(`${found.map(({ task, ...of }) => renderStudy(task, of, width, most)).join('\n\n')}\n`);
}

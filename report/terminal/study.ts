import type { StudyResult, StudyTrial } from '../../schemas/results/index.ts';
import { objectiveText, scoreName, triedTasks } from '../style/study.ts';
import { renderTable, type TextColumn } from './table.ts';

/** A study as a table of its trials by rank, with what was learnt about the space. */
export function renderStudy(name: string, study: StudyResult, width: number, most: number): string {
  const shown = study.trials.slice(0, most);
  const staged = study.trials.some(({ stages }) => stages.some(({ budget }) => budget !== null));
  const several = study.trials.some(({ std }) => std !== null);
  const columns: readonly TextColumn<StudyTrial>[] = [
    { title: 'rank', cell: ({ rank }) => (rank === null ? '' : String(rank)) },
    { title: 'trial', cell: ({ trial }) => `#${trial}` },
    { title: scoreName(study), cell: ({ score }) => text(score) },
    ...(several ? [{ title: '±', cell: ({ std }: StudyTrial) => text(std) }] : []),
    ...(staged ? [{ title: 'resource', cell: ({ stages }: StudyTrial) => text(stages.at(-1)?.budget) }] : []),
    ...(study.trials.some(({ state }) => state !== 'complete')
      ? [{ title: 'state', align: 'left' as const, cell: ({ state }: StudyTrial) => state }]
      : []),
    ...study.space
      .filter(({ name: dimension }) => shown.some(({ values }) => values[dimension] !== undefined))
      .map(({ name: dimension }, index): TextColumn<StudyTrial> => ({
        title: dimension,
        cell: ({ values }) => text(values[dimension]),
        rank: index + 1,
      })),
  ];
  const method = study.sampler === study.method ? study.method : `${study.method} (${study.sampler})`;
  const states = (['complete', 'pruned', 'failed'] as const)
    .map((state) => [state, study.trials.filter((trial) => trial.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const important = study.importance
    .filter(({ names, fraction }) => names.length === 1 && fraction >= 0.005)
    .map(({ names, fraction }) => `${names.join()} ${(100 * fraction).toFixed(0)} %`);
  return [
    `${name}: ${triedTasks(study, ' -> ')} by ${method}, ${study.goal} ${objectiveText(study)}; ${states.join(', ')}`,
    renderTable(columns, shown, { width, startsBlock: (row, before) => row.rank === null && before.rank !== null }),
    ...(shown.length < study.trials.length ? [`(${study.trials.length - shown.length} more: --all)`] : []),
    ...(important.length > 0 ? [`importance: ${important.join(', ')}`] : []),
  ].join('\n');
}

const text = (value: StudyTrial['values'][string] | undefined): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'number' && !Number.isInteger(value)
      ? String(Number(value.toPrecision(5)))
      : String(value);

import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { openRun, type FinishedTask, type RunArtifacts } from '../report/results/run-artifacts.ts';
import { massPointRow, type MassPointRow } from '../schemas/results/index.ts';
import {
  templateWorkspace,
  workspaceSchema,
  type Template,
  type TemplateChannel,
  type Workspace,
} from '../science/statistics/index.ts';
import { UsageError } from './errors.ts';
import { openStore, type CommonOptions } from './places.ts';
import { findRun } from './runs.ts';

interface ExportOptions extends CommonOptions {
  readonly output: string;
  readonly category?: string;
  readonly signal?: string;
  readonly discriminant?: string;
}

/** What can be written, with the words it is told apart by. */
interface Candidate {
  readonly category: string;
  readonly signal: string;
  readonly discriminant: string;
  /** Which of equals is written when nobody asks: the largest. */
  readonly sensitivity: number;
  readonly make: () => { readonly workspace: Workspace; readonly signalScale: number };
}

/** Kinds whose output `models` holds workspaces. */
const KINDS = ['combine', 'templates', 'count-templates'] as const;

const modelsSchema = z.array(
  z.looseObject({
    discriminant: z.string(),
    signal: z.string(),
    signal_scale: z.number(),
    signal_events: z.number(),
    background_events: z.number(),
    workspace: workspaceSchema,
  }),
);

/**
 * Writes the likelihood of one signal as a HistFactory workspace (JSON of schema 1.0.0, which pyhf reads): the models of the run
 * where it has some; else the counting experiment behind the best cut, with the finite simulation as its uncertainty.
 */
export async function exportHistFactory(name: string, options: ExportOptions): Promise<void> {
  const store = await openStore(options);
  const record = (await store.getRun(name)) ?? (await findRun(store, name));
  const run = await openRun(store, record);
  const made = (await Promise.all(KINDS.map((kind) => modelsOf(run, kind)))).flat();
  const all = made.length > 0 ? made : await countsOf(run);
  if (all.length === 0)
    throw new UsageError(
      `run ${record.run} has neither models (task kind templates) nor a comparison of cuts (compare)`,
    );
  const matching = all.filter(
    (candidate) =>
      (options.category === undefined || candidate.category === options.category) &&
      (options.signal === undefined || candidate.signal === options.signal) &&
      (options.discriminant === undefined || candidate.discriminant === options.discriminant),
  );
  const [first] = matching;
  if (first === undefined) {
    const words = (of: (candidate: Candidate) => string): string => [...new Set(all.map(of))].join(', ');
    throw new UsageError(
      `no likelihood of run ${record.run} is of that category, signal and discriminant; categories: ${words(({ category }) => category)}; ` +
        `signals: ${words(({ signal }) => signal)}; discriminants: ${words(({ discriminant }) => discriminant)}`,
    );
  }
  const inCategory = matching.filter(
    ({ category, discriminant }) => category === first.category && discriminant === first.discriminant,
  );
  const chosen = inCategory.reduce((best, next) => (next.sensitivity > best.sensitivity ? next : best));
  const { workspace, signalScale } = chosen.make();
  await writeFile(options.output, `${JSON.stringify(workspace)}\n`);
  const others = matching.length > 1 ? ` (of ${matching.length}; --category, --signal and --discriminant choose)` : '';
  process.stdout.write(
    `${options.output}: ${chosen.category === '' ? '' : `${chosen.category}, `}signal ${chosen.signal}, ${chosen.discriminant}${others}; ` +
      `mu = 1 is ${signalScale === 1 ? 'the nominal signal' : `${signalScale} x the nominal signal`}\n`,
  );
}

async function modelsOf(run: RunArtifacts, kind: (typeof KINDS)[number]): Promise<Candidate[]> {
  const tasks = await run.ofKind(kind);
  const found = await Promise.all(
    tasks.map(async (task) =>
      (await run.json(task, 'models', modelsSchema)).map((model) => ({
        category: task.task.axis?.value ?? '',
        signal: model.signal,
        discriminant: model.discriminant,
        sensitivity: model.signal_events / Math.sqrt(model.background_events),
        make: () => ({ workspace: model.workspace, signalScale: model.signal_scale }),
      })),
    ),
  );
  return found.flat();
}

/** Counting experiments behind the cuts that the campaign compares: one bin a channel, with the finite simulation as uncertainty. */
async function countsOf(run: RunArtifacts): Promise<Candidate[]> {
  const found = await Promise.all(
    (await run.ofKind('compare')).map(async (task: FinishedTask) =>
      countingCandidates(await run.records(task, 'mass_points', massPointRow), task.task.axis?.value ?? ''),
    ),
  );
  return found.flat();
}

/** One candidate for each mass point and method that has signal and background in some channel. */
export function countingCandidates(rows: readonly MassPointRow[], category: string): Candidate[] {
  const groups = new Map<string, MassPointRow[]>();
  for (const row of rows) {
    if (row.channel === 'combined' || row.signal === null || row.background === null || !(row.background > 0)) continue;
    const key = `${row.mass_gev} ${row.method}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .filter((channels) => channels.some(({ signal }) => (signal ?? 0) > 0))
    .map((channels): Candidate => {
      const [{ mass_gev: mass, method }] = channels as [MassPointRow];
      return {
        category,
        signal: String(mass),
        discriminant: method,
        sensitivity: Math.hypot(...channels.map(({ significance }) => significance ?? 0)),
        make: () =>
          templateWorkspace(channels.map(countingChannel), { luminosity: 0, normalisation: {}, statistics: true }),
      };
    });
}

function countingChannel(row: MassPointRow): TemplateChannel {
  const { channel, signal, background, background_effective: effective } = row;
  const expected = background ?? 0;
  const one = (process: string, events: number, error: number): Template => ({
    ...{ process, sumOfWeights: [events], error: [error], shapes: [] },
  });
  return {
    name: channel,
    signal: one('signal', signal ?? 0, 0),
    backgrounds: [one('background', expected, effective === null ? 0 : expected / Math.sqrt(effective))],
  };
}

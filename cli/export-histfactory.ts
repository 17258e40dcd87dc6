import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { openRun, type FinishedTask, type RunArtifacts } from '../report/results/run-artifacts.ts';
import { curvesSchema, type Curves } from '../schemas/results/index.ts';
import {
  asimovSignificance,
  populatedBins,
  templateWorkspace,
  workspaceSchema,
  type Template,
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
 * where it has some; else one made of the score's histograms, with the finite simulation as its uncertainty.
 */
export async function exportHistFactory(name: string, options: ExportOptions): Promise<void> {
  const store = await openStore(options);
  const record = (await store.getRun(name)) ?? (await findRun(store, name));
  const run = await openRun(store, record);
  const made = (await Promise.all(KINDS.map((kind) => modelsOf(run, kind)))).flat();
  const all = made.length > 0 ? made : await histogramsOf(run);
  if (all.length === 0)
    throw new UsageError(
      `run ${record.run} has neither models (task kind templates) nor histograms of scores (scan-scores)`,
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

async function histogramsOf(run: RunArtifacts): Promise<Candidate[]> {
  const found = await Promise.all(
    (await run.ofKind('scan-scores')).map(async (task: FinishedTask) => {
      const { score } = await run.json(task, 'curves', curvesSchema);
      return score.signals.map((signal): Candidate => {
        const sum = signal.sum_of_weights.reduce((total, value) => total + value, 0);
        const background = score.backgrounds.flatMap(({ sum_of_weights: sums }) => sums);
        return {
          category: task.task.axis?.value ?? '',
          signal: String(signal.mass_gev),
          discriminant: 'network',
          sensitivity: asimovSignificance(
            sum,
            background.reduce((total, value) => total + value, 0),
          ),
          make: () => histogramWorkspace(score, signal),
        };
      });
    }),
  );
  return found.flat();
}

type Score = Curves['score'];

/** Bins are joined until each holds three effective background events. */
function histogramWorkspace(score: Score, signal: Score['signals'][number]) {
  const total = (of: (process: Score['backgrounds'][number], bin: number) => number): Float64Array =>
    Float64Array.from(signal.sum_of_weights, (_, bin) =>
      score.backgrounds.reduce((sum, process) => sum + of(process, bin), 0),
    );
  const edges = populatedBins(
    {
      edges: Float64Array.from(score.edges),
      signal: Float64Array.from(signal.sum_of_weights),
      background: total(({ sum_of_weights: sums }, bin) => sums[bin] as number),
      backgroundSquared: total(({ error }, bin) => (error[bin] as number) ** 2),
    },
    3,
  );
  if (edges === undefined) throw new UsageError('there is too little background in the test events for a likelihood');
  const joined = (values: readonly number[], add: (a: number, b: number) => number): number[] => {
    const bins = new Array<number>(edges.length - 1).fill(0);
    for (const [i, value] of values.entries()) {
      const low = score.edges[i] as number;
      const bin = edges.findLastIndex((edge) => edge <= low);
      bins[bin] = add(bins[bin] as number, value);
    }
    return bins;
  };
  const template = (
    process: string,
    { sum_of_weights: sums, error }: Score['backgrounds'][number] | typeof signal,
  ): Template => ({
    process,
    sumOfWeights: joined(sums, (a, b) => a + b),
    error: joined(error, Math.hypot),
    shapes: [],
  });
  return templateWorkspace(
    [
      {
        name: 'score',
        signal: template('signal', signal),
        backgrounds: score.backgrounds.map((process) => template(process.process, process)),
      },
    ],
    { luminosity: 0, normalisation: {}, statistics: true },
  );
}

import {
  toyHypotheses,
  toyStatistics,
  type TestStatistic,
  type ToyStatistics,
} from '../../science/statistics/index.ts';
import { choice, finite, number, readModel, whole, type WorkspaceOptions } from './files.ts';

export interface ToyOptions extends WorkspaceOptions {
  readonly mu: string;
  readonly testStatistic: string;
  readonly seed: string;
}

/** What `umbra stats toys --json` prints: test statistics of one range of toys, null where a fit did not converge. */
export interface PrintedToys {
  readonly first: number;
  readonly signal: readonly (number | null)[];
  readonly background: readonly (number | null)[];
}

/** Test statistics of a range of toys, so that many processes or machines can share the work. */
export async function toys(
  path: string,
  options: ToyOptions & { readonly first: string; readonly count: string },
): Promise<void> {
  const first = whole('--first', options.first, 0);
  const count = whole('--count', options.count, 1);
  const found = await runToys(path, options, first, count);
  const print = (values: Float64Array): (number | null)[] => Array.from(values, (q) => (Number.isNaN(q) ? null : q));
  const printed: PrintedToys = { first, signal: print(found.signal), background: print(found.background) };
  if (options.json === true) process.stdout.write(`${JSON.stringify(printed)}\n`);
  else {
    process.stdout.write('toy signal background\n');
    printed.signal.forEach((q, i) =>
      process.stdout.write(`${first + i} ${q ?? 'failed'} ${printed.background[i] ?? 'failed'}\n`),
    );
  }
}

async function runToys(path: string, options: ToyOptions, first: number, count: number): Promise<ToyStatistics> {
  const mu = number('--mu', options.mu, finite, 'a number');
  const statistic: TestStatistic = choice('--test-statistic', options.testStatistic, ['qtilde', 'q']);
  const { model, data } = await readModel(path, options);
  const hypotheses = toyHypotheses(model, data, mu, statistic);
  return toyStatistics(model, hypotheses, { seed: whole('--seed', options.seed, 0), first, count });
}

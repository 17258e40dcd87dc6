import {
  hypotest,
  toyHypotheses,
  toyTest,
  type ExpectedBand,
  type Model,
  type ModelData,
  type TestStatistic,
} from '../../science/statistics/index.ts';
import { exitCodes } from '../errors.ts';
import { choice, finite, number, readModel, whole } from './files.ts';
import { toysInProcesses } from './toy-processes.ts';
import type { ToyOptions } from './toys.ts';

interface Cls {
  readonly observed: number;
  readonly expected: ExpectedBand;
  /** Statistical error of `observed` where it comes from toys. */
  readonly error?: number;
  /** What went wrong, if anything did. */
  readonly problem: string;
  readonly note?: string;
}

/** CLs of one signal strength, observed and expected. */
export async function cls(path: string, options: ToyOptions & { readonly toys?: string }): Promise<void> {
  const mu = number('--mu', options.mu, finite, 'a number');
  const statistic: TestStatistic = choice('--test-statistic', options.testStatistic, ['qtilde', 'q']);
  const toys = options.toys === undefined ? 0 : whole('--toys', options.toys, 1);
  const { model, data } = await readModel(path, options);
  const found =
    toys > 0 ? await fromToys(path, options, model, data, mu, toys) : asymptotic(model, data, mu, statistic);
  if (found.problem !== '') {
    console.error(`no result: ${found.problem}`);
    process.exitCode = exitCodes.failed;
    return;
  }
  if (found.note !== undefined) console.error(`note: ${found.note}`);
  const { observed, expected, error } = found;
  if (options.json === true) {
    const result = {
      cls_obs: observed,
      cls_exp: expected,
      mu,
      ...(error === undefined ? {} : { cls_obs_error: error, toys }),
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } else
    process.stdout.write(
      `CLs at signal strength ${mu}: observed ${shown(observed)}${error === undefined ? '' : ` +- ${error.toPrecision(2)} (${toys} toys)`}\n` +
        `expected at -2 ... +2 standard deviations: ${expected.map(shown).join(' ')}\n`,
    );
}

function asymptotic(model: Model, data: ModelData, mu: number, statistic: TestStatistic): Cls {
  const test = hypotest(model, data, mu, { statistic });
  return { observed: test.cls, expected: test.clsExpected, problem: test.message };
}

async function fromToys(
  path: string,
  options: ToyOptions,
  model: Model,
  data: ModelData,
  mu: number,
  count: number,
): Promise<Cls> {
  const statistic: TestStatistic = choice('--test-statistic', options.testStatistic, ['qtilde', 'q']);
  const hypotheses = toyHypotheses(model, data, mu, statistic);
  const test = toyTest(hypotheses.observed, await toysInProcesses(path, options, count));
  return {
    ...{ observed: test.cls, expected: test.clsExpected, error: test.clsError },
    problem:
      test.clb === 0
        ? `no background toy reaches the observed test statistic: ${count} are too few`
        : hypotheses.message,
    ...(test.failed > 0
      ? { note: `${test.failed} of ${2 * count} toys are left out: their fits did not converge` }
      : {}),
  };
}

const shown = (value: number): string => value.toPrecision(6);

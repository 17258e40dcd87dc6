import { hypotest, type TestStatistic } from '../../science/statistics/index.ts';
import { exitCodes } from '../errors.ts';
import { choice, number, readModel, type WorkspaceOptions } from './files.ts';

/** CLs of one signal strength, observed and expected. */
export async function cls(
  path: string,
  options: WorkspaceOptions & { readonly mu: string; readonly testStatistic: string },
): Promise<void> {
  const mu = number('--mu', options.mu, () => true, 'a number');
  const statistic: TestStatistic = choice('--test-statistic', options.testStatistic, ['qtilde', 'q']);
  const { model, data } = await readModel(path, options);
  const test = hypotest(model, data, mu, { statistic });
  if (!test.converged) {
    console.error(`no result: ${test.message}`);
    process.exitCode = exitCodes.failed;
    return;
  }
  const result = { cls_obs: test.cls, cls_exp: test.clsExpected, mu };
  if (options.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    process.stdout.write(
      `CLs at signal strength ${mu}: observed ${shown(test.cls)}\n` +
        `expected at -2 ... +2 standard deviations: ${test.clsExpected.map(shown).join(' ')}\n`,
    );
}

const shown = (value: number): string => value.toPrecision(6);

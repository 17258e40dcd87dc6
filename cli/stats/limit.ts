import { upperLimit, type TestStatistic } from '../../science/statistics/index.ts';
import { exitCodes } from '../errors.ts';
import { choice, number, readModel, type WorkspaceOptions } from './files.ts';

/** Upper limits on the signal strength, observed and expected. */
export async function limit(
  path: string,
  options: WorkspaceOptions & { readonly level: string; readonly testStatistic: string },
): Promise<void> {
  const level = number('--level', options.level, (value) => value > 0 && value < 0.5, 'a number above 0 and below 0.5');
  const statistic: TestStatistic = choice('--test-statistic', options.testStatistic, ['qtilde', 'q']);
  const { model, data } = await readModel(path, options);
  const found = upperLimit(model, data, { level, statistic });
  if (!found.converged) {
    console.error(`no result: ${found.message}`);
    process.exitCode = exitCodes.failed;
    return;
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify({ obs: found.observed, exp: found.expected })}\n`);
  else
    process.stdout.write(
      `upper limit on the signal strength at ${(100 * (1 - level)).toPrecision(3)} % CL: observed ${found.observed.toPrecision(6)}\n` +
        `expected at -2 ... +2 standard deviations: ${found.expected.map((value) => value.toPrecision(6)).join(' ')}\n`,
    );
}

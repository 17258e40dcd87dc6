import { bayesianLimits } from '../../science/statistics/bayes/index.ts';
import { parseCounts } from './counts-file.ts';
import { readText } from './files.ts';

/** Bayesian limits on the cross section times branching fraction of a counting experiment, in fb. */
export async function bayes(file: string, options: { readonly json?: boolean }): Promise<void> {
  const { experiment, options: settings } = parseCounts(await readText(file), file);
  const { observed, expected, expectedError, dataSets } = bayesianLimits(experiment, settings);
  if (options.json === true) {
    const result = { obs: observed, exp: expected, exp_error: expectedError, data_sets: dataSets };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const percent = (settings.credibility ?? 0.95) * 100;
  const lines = [
    `upper limits on cross section x branching fraction, ${percent} % credibility`,
    `observed  ${observed === null ? 'blind' : `${observed.toPrecision(4)} fb`}`,
    ...['-2 sigma', '-1 sigma', 'median', '+1 sigma', '+2 sigma'].map((name, i) => {
      const error = expectedError[i] ?? 0;
      return `${name.padEnd(8)}  ${(expected[i] ?? NaN).toPrecision(4)} fb${error > 0 ? ` +- ${error.toPrecision(1)}` : ''}`;
    }),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

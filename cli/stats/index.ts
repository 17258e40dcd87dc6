import type { Command } from 'commander';

/** Options with the common ones, as each verb expects them; commander checked them. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller's parameter says what T is
type Given = <T>(options: object) => T;

/** The verbs of `umbra stats`: statistics of files that a person brings. */
export function addStatsVerbs(stats: Command, given: Given): void {
  stats.description('fits, limits and significances of workspaces and counts that you bring');

  const ofWorkspace = (name: string, description: string): Command =>
    stats
      .command(name)
      .description(description)
      .argument('<workspace>', 'a HistFactory workspace, JSON of schema 1.0.0')
      .option('--patch <file>', 'a patch set (or a JSON patch) to apply')
      .option('--patch-name <name>', 'which patch of the patch set')
      .option('--measurement <name>', 'which measurement (default: the first)')
      .option('--normsys <code>', 'interpolation of normsys: code1, code4', 'code4')
      .option('--histosys <code>', 'interpolation of histosys: code0, code2, code4p', 'code4p')
      .option('--json', 'as JSON');

  const ofStrength = (name: string, description: string): Command =>
    ofWorkspace(name, description)
      .option('--mu <strength>', 'the signal strength', '1')
      .option('--test-statistic <name>', 'qtilde, q', 'qtilde')
      .option('--seed <number>', 'seed of the toys', '1');

  ofStrength('cls', 'CLs of a signal strength, observed and expected at -2 ... +2 standard deviations')
    .option('--toys <count>', 'from this many toys of each hypothesis, over all cores, not from asymptotic formulas')
    .action(async (path: string, options: object) => (await import('./cls.ts')).cls(path, given(options)));

  ofStrength('toys', 'test statistics of a range of toys, to share the work of `cls --toys` over machines')
    .option('--first <toy>', 'number of the first toy', '0')
    .option('--count <toys>', 'how many toys of each hypothesis', '1000')
    .action(async (path: string, options: object) => (await import('./toys.ts')).toys(path, given(options)));

  ofWorkspace('limit', 'upper limits on the signal strength, observed and expected')
    .option('--level <probability>', '1 - confidence level', '0.05')
    .option('--test-statistic <name>', 'qtilde, q', 'qtilde')
    .action(async (path: string, options: object) => (await import('./limit.ts')).limit(path, given(options)));

  ofWorkspace('fit', 'best-fit values, errors, correlations')
    .option('--minos', 'errors of each parameter from the profile likelihood too')
    .action(async (path: string, options: object) => (await import('./fit.ts')).fit(path, given(options)));

  stats
    .command('bayes')
    .description('Bayesian limits on cross section x branching fraction (fb) of a counting experiment')
    .argument('<counts>', 'YAML: luminosity, and for each channel efficiency, background and observed')
    .option('--json', 'as JSON')
    .action(async (path: string, options: object) => (await import('./bayes.ts')).bayes(path, given(options)));

  stats
    .command('significance')
    .description('median expected discovery significance of a counting experiment')
    .requiredOption('--signal <events>', 'expected signal')
    .requiredOption('--background <events>', 'expected background')
    .option('--background-error <events>', 'its absolute uncertainty')
    .option('--json', 'as JSON')
    .action(async (options: object) => {
      (await import('./significance.ts')).significance(given(options));
    });
}

import { fit as fitModel, hesse, profileErrors, pulls } from '../../science/statistics/index.ts';
import { columns } from '../columns.ts';
import { exitCodes } from '../errors.ts';
import { readModel, type WorkspaceOptions } from './files.ts';

interface FittedParameter {
  readonly name: string;
  readonly value: number;
  /** Null for what is fixed or at a bound. */
  readonly error: number | null;
  /** From the profile likelihood, with --minos; null where it does not rise by 1 within the bounds. */
  readonly error_up?: number | null;
  readonly error_down?: number | null;
  readonly pull: number | null;
  readonly constraint: number | null;
  readonly held: boolean;
}

/** Maximum-likelihood fit: best-fit values, errors, correlations, convergence. */
export async function fit(path: string, options: WorkspaceOptions & { readonly minos?: boolean }): Promise<void> {
  const { model, data } = await readModel(path, options);
  const best = fitModel(model, data);
  const { errors, correlation, positiveDefinite } = hesse(model, data, best);
  const pulled = new Map(pulls(model, best.values, errors).map((pull) => [pull.name, pull]));
  const messages = [
    ...(best.converged ? [] : [best.message]),
    ...(positiveDefinite ? [] : ['the likelihood is flat in some direction: there are no errors']),
  ];
  const parameters = model.parameters.map(({ name, fixed }, i): FittedParameter => {
    const held = best.held[i] === 1;
    const pull = pulled.get(name);
    const profile =
      options.minos === true && !fixed ? profileErrors(model, data, best, i, errors[i] ?? NaN) : undefined;
    if (profile?.converged === false) messages.push(`${name}: ${profile.message}`);
    return {
      ...{ name, value: best.values[i] as number, error: known(errors[i]) },
      ...(profile === undefined ? {} : { error_up: profile.up, error_down: profile.down }),
      ...{ pull: known(pull?.pull), constraint: known(pull?.constraint), held },
    };
  });
  const converged = messages.length === 0;
  if (!converged) process.exitCode = exitCodes.failed;
  const n = parameters.length;
  if (options.json === true) {
    const correlations = parameters.map((_, i) => Array.from(correlation.subarray(i * n, (i + 1) * n), known));
    process.stdout.write(
      `${JSON.stringify({ converged, message: messages.join('; '), twice_nll: best.twiceNll, parameters, correlations })}\n`,
    );
    return;
  }
  const shown = (value: number | null | undefined): string => (value == null ? '' : value.toPrecision(5));
  const rows = parameters.map(({ name, value, error, error_up, error_down, pull, constraint, held }) => [
    ...[name, shown(value), shown(error), ...(options.minos === true ? [shown(error_up), shown(error_down)] : [])],
    ...[shown(pull), shown(constraint), held ? 'held' : ''],
  ]);
  const head = [
    'parameter',
    'value',
    'error',
    ...(options.minos === true ? ['up', 'down'] : []),
    'pull',
    'constraint',
    '',
  ];
  process.stdout.write(
    `${converged ? 'converged' : `not converged: ${messages.join('; ')}`}, -2 ln L = ${best.twiceNll.toFixed(4)}\n` +
      `${columns([head, ...rows])}\n`,
  );
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

import { asimovSignificance, asimovSignificanceWithUncertainty, normalTail } from '../../science/statistics/index.ts';
import { UsageError } from '../errors.ts';
import { number } from './files.ts';

export interface SignificanceOptions {
  readonly signal: string;
  readonly background: string;
  readonly backgroundError?: string;
  readonly json?: boolean;
}

/** Median expected discovery significance of a counting experiment. */
export function significance(options: SignificanceOptions): void {
  const zero = (value: number): boolean => value >= 0;
  const signal = number('--signal', options.signal, zero, 'a number of events, 0 or more');
  const background = number('--background', options.background, zero, 'a number of events');
  const error = number('--background-error', options.backgroundError ?? '0', zero, 'a number of events, 0 or more');
  if (background === 0)
    throw new UsageError(
      '--background 0: without background there is no significance; give what was expected before the cut',
    );
  const z =
    error > 0 ? asimovSignificanceWithUncertainty(signal, background, error) : asimovSignificance(signal, background);
  const result = { significance: z, p_value: normalTail(z), signal, background, background_error: error };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(result)}\n`
      : `Z = ${z.toPrecision(6)} (p = ${result.p_value.toPrecision(4)}) for ${signal} signal over ${background} +- ${error} background events\n`,
  );
}

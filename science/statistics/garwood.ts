import { regularisedGammaP } from './gamma.ts';

/** Probability within one standard deviation of a normal distribution. */
export const ONE_SIGMA = 0.682689492137086;

/**
 * Central confidence interval for the mean of a Poisson distribution after n events (F. Garwood, Biometrika 28 (1936) 437):
 * low: P(n or more | low) = alpha/2; high: P(n or fewer | high) = alpha/2, with alpha = 1 - coverage. It never covers less than stated.
 * @param events n, an integer of 0 or more
 * @returns [low, high]; low is 0 for n = 0
 */
export function garwoodInterval(events: number, coverage = ONE_SIGMA): readonly [number, number] {
  if (!Number.isInteger(events) || events < 0) throw new RangeError(`${events} is not a number of events`);
  const tail = (1 - coverage) / 2;
  const low = events === 0 ? 0 : rootOf((mean) => regularisedGammaP(events, mean) - tail, events);
  const high = rootOf((mean) => regularisedGammaP(events + 1, mean) - (1 - tail), events + 1);
  return [low, high];
}

/** Root of a rising function of a mean >= 0, by bisection to the last bit. */
function rootOf(rising: (mean: number) => number, start: number): number {
  let low = 0;
  let high = start;
  while (rising(high) < 0) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
}

import { asimovSignificance } from './asimov.ts';
import { logExcess } from './log-excess.ts';

/**
 * Error of the Asimov significance from the finite number of simulated events, by linear propagation of the independent errors of s and b:
 * sigma_Z^2 = (dZ/ds)^2 sigma_s^2 + (dZ/db)^2 sigma_b^2 with dZ/ds = ln(1 + s/b) / Z and dZ/db = (ln(1 + s/b) - s/b) / Z.
 *
 * At a threshold chosen as the best it is the error at a fixed cut: it does not hold the upward bias of a maximum.
 * @param signalVariance sum of w^2 of the signal (weights of one particle-level event summed first, where events are reused)
 * @param backgroundVariance likewise
 * @returns the error; NaN when the background is not positive
 */
export function significanceError(
  signal: number,
  background: number,
  signalVariance: number,
  backgroundVariance: number,
): number {
  const significance = asimovSignificance(signal, background);
  if (Number.isNaN(significance)) return NaN;
  // The limit s -> 0: Z ~ s / sqrt(b).
  if (significance === 0) return Math.sqrt(signalVariance / background);
  const ratio = signal / background;
  const bySignal = Math.log1p(ratio) / significance;
  const byBackground = (ratio * ratio * logExcess(ratio)) / significance;
  return Math.sqrt(bySignal * bySignal * signalVariance + byBackground * byBackground * backgroundVariance);
}

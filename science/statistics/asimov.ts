import { logExcess } from './log-excess.ts';

/**
 * Median expected discovery significance for a known background (Asimov data set):
 * Z = sqrt(2 ((s + b) ln(1 + s/b) - s)); Cowan, Cranmer, Gross, Vitells, arXiv:1007.1727, eq. 97 (eq. 5.3 of the thesis).
 * Keeps full precision where s is far below b.
 * @param signal expected signal events s; zero or less gives 0
 * @param background expected background events b, positive
 * @returns Z, or NaN when the background is not positive (the formula has no meaning there: show nothing rather than a number)
 */
export function asimovSignificance(signal: number, background: number): number {
  if (!(background > 0) || Number.isNaN(signal)) return NaN;
  if (signal <= 0) return 0;
  const ratio = signal / background;
  if (ratio > 0.1) return Math.sqrt(2 * background * ((1 + ratio) * Math.log1p(ratio) - ratio));
  return ratio * Math.sqrt(2 * background * (1 - (1 + ratio) * logExcess(ratio)));
}

/**
 * The same with a background known to +- sigma, from a control measurement of Poisson form with that relative error:
 * Z^2 = 2 [(s + b) ln((s + b)(b + sigma^2) / (b^2 + (s + b) sigma^2)) - (b^2 / sigma^2) ln(1 + sigma^2 s / (b (b + sigma^2)))];
 * G. Cowan, "Discovery sensitivity for a counting experiment with background uncertainty" (2012), eq. 20.
 *
 * The first logarithm is ln(1 + u) with u = s b / (b (b + sigma^2) + s sigma^2). For small u the leading terms of both cancel;
 * they are taken out by hand, so that Z ~ s / sqrt(b + sigma^2) holds for the smallest s.
 * @param sigma absolute uncertainty of the background in events; 0 gives `asimovSignificance`
 * @returns Z, or NaN when the background is not positive or sigma is negative
 */
export function asimovSignificanceWithUncertainty(signal: number, background: number, sigma: number): number {
  if (!(sigma >= 0)) return NaN;
  const variance = sigma * sigma;
  if (variance === 0 || !(background > 0) || !(signal > 0)) return asimovSignificance(signal, background);
  const spread = background + variance;
  const total = background * spread + signal * variance;
  const u = (signal * background) / total;
  const v = ((variance / spread) * signal) / background;
  if (u > 1) {
    // (b^2 / sigma^2) ln(1 + v) without dividing by a sigma that may be tiny
    const second = (background / spread) * signal * (v > 0 ? Math.log1p(v) / v : 1);
    return Math.sqrt(2 * Math.max((signal + background) * Math.log1p(u) - second, 0));
  }
  const bracket =
    ((background / total) * background) / spread -
    (signal + background) * (background / total) ** 2 * logExcess(u) +
    (variance / spread / spread) * logExcess(v);
  return signal * Math.sqrt(2 * Math.max(bracket, 0));
}

/**
 * Approximate median significance of the Higgs machine-learning challenge (2014): the Asimov formula with a constant added to the
 * background, so that a cut that leaves next to no simulated background is not rewarded.
 */
export function approximateMedianSignificance(signal: number, background: number, regularisation = 10): number {
  return asimovSignificance(signal, background + regularisation);
}

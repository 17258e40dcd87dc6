import { effectiveEvents } from '../weights/index.ts';
import { asimovSignificance } from './asimov.ts';
import { significanceError } from './significance-error.ts';
import type { ThresholdScan } from '../metrics/index.ts';

export interface BestSignificance {
  readonly significance: number;
  /** Events with `score >= threshold` pass. */
  readonly threshold: number;
  readonly signal: number;
  readonly background: number;
  /** (sum of w)^2 / sum of w^2 of the background that passes, event by event. */
  readonly backgroundEffective: number;
  /** From the finite simulation at this threshold; see `significanceError`. */
  readonly error: number;
}

/**
 * The largest Asimov significance over all thresholds that leave a positive background with enough effective events.
 * It is a maximum over statistical noise and therefore biased upwards: show the effective events and the error beside it.
 * Among equal significances the highest threshold is taken.
 * @param minimumEffectiveBackground effective background events that must pass (3 in the dark-matter campaign)
 * @returns undefined when no threshold qualifies
 */
export function bestSignificance(
  scan: ThresholdScan,
  minimumEffectiveBackground: number,
): BestSignificance | undefined {
  let best = -1;
  let bestIndex = -1;
  for (let i = 0; i < scan.thresholds.length; i++) {
    const background = scan.background[i] as number;
    if (!(background > 0)) continue;
    if (effectiveEvents(background, scan.backgroundSquared[i] as number) < minimumEffectiveBackground) continue;
    const significance = asimovSignificance(scan.signal[i] as number, background);
    if (significance > best) {
      best = significance;
      bestIndex = i;
    }
  }
  if (bestIndex < 0) return undefined;
  const signal = scan.signal[bestIndex] as number;
  const background = scan.background[bestIndex] as number;
  const backgroundSquared = scan.backgroundSquared[bestIndex] as number;
  return {
    significance: best,
    threshold: scan.thresholds[bestIndex] as number,
    signal,
    background,
    backgroundEffective: effectiveEvents(background, backgroundSquared),
    error: significanceError(signal, background, scan.signalSquared[bestIndex] as number, backgroundSquared),
  };
}

import type { ThresholdScan } from './threshold-scan.ts';

export interface YoudenThreshold {
  /** Events with `score >= threshold` pass. */
  readonly threshold: number;
  /** Signal efficiency minus background efficiency. */
  readonly index: number;
}

/**
 * The threshold of the largest signal minus background efficiency (Youden, Cancer 3 (1950) 32); of equal ones the highest.
 * @returns undefined without events of both classes
 */
export function youdenThreshold({ thresholds, signal, background }: ThresholdScan): YoudenThreshold | undefined {
  const [allSignal = 0, allBackground = 0] = [signal.at(-1), background.at(-1)];
  if (allSignal === 0 || allBackground === 0) return undefined;
  let best: YoudenThreshold | undefined;
  for (let i = 0; i < thresholds.length; i++) {
    const index = (signal[i] as number) / allSignal - (background[i] as number) / allBackground;
    if (best === undefined || index > best.index) best = { threshold: thresholds[i] as number, index };
  }
  return best;
}

import type { Curves, MassPointRow } from '../../schemas/results/index.ts';
import { thinEvenly, type ThresholdScan } from '../../science/metrics/index.ts';
import { asimovSignificance } from '../../science/statistics/index.ts';
import { effectiveEvents } from '../../science/weights/index.ts';
import type { MassScan, MethodScans } from './scans.ts';
import { METHODS, type NetworkMethod } from './scores.ts';
import { shortened } from './shortened.ts';

type SignificanceCurve = Curves['significance'][number];

const MOST_POINTS = 200;

/** Significance against the threshold at the lowest and the highest mass point: both methods, each channel and `combined`. */
export function significanceCurves(
  scans: Readonly<Record<NetworkMethod, MethodScans>>,
  rows: readonly MassPointRow[],
): SignificanceCurve[] {
  return METHODS.flatMap((method) => {
    const { masses } = scans[method];
    const ends = masses.filter((_, i) => i === 0 || i === masses.length - 1);
    return ends.flatMap((scan) => [
      ...scan.channels.map(([channel, thresholds]) => curveOf(scan, method, channel, [thresholds], thresholds, rows)),
      curveOf(
        scan,
        method,
        'combined',
        scan.channels.map(([, thresholds]) => thresholds),
        scan.all,
        rows,
      ),
    ]);
  });
}

/** @param grid whose thresholds to draw, thinned */
function curveOf(
  { mass }: MassScan,
  method: NetworkMethod,
  channel: string,
  channels: readonly ThresholdScan[],
  grid: ThresholdScan,
  rows: readonly MassPointRow[],
): SignificanceCurve {
  const best = rows.find((row) => row.mass_gev === mass && row.channel === channel && row.method === method);
  const thresholds = drawnThresholds(grid.thresholds, best?.threshold ?? null);
  const points = channels.map((scan) => pointsAt(scan, thresholds));
  return {
    mass_gev: mass,
    channel,
    method,
    thresholds: thresholds.map(shortened),
    significance: thresholds.map((_, i) => inQuadrature(points.map((point) => point[i]?.significance ?? null))),
    background_effective: thresholds.map((_, i) =>
      shortened(Math.min(...points.map((point) => point[i]?.effective ?? 0))),
    ),
    best:
      best === undefined || best.significance === null
        ? null
        : { threshold: best.threshold, significance: best.significance },
  };
}

/** Rising, evenly in logit(score), with the best one among them. Scores of 0 and 1 (rounded) are drawn at 1e-7 from there. */
function drawnThresholds(falling: Float64Array, best: number | null): number[] {
  const logit = falling.map((score) => {
    const inside = Math.min(Math.max(score, 1e-7), 1 - 1e-7);
    return Math.log(inside / (1 - inside));
  });
  const kept = new Set(thinEvenly(logit, MOST_POINTS - 1).map((i) => falling[i] as number));
  if (best !== null) kept.add(best);
  return [...kept].sort((a, b) => a - b);
}

interface Point {
  readonly significance: number | null;
  readonly effective: number;
}

/** What passes each of the thresholds (rising) in one channel. */
function pointsAt(scan: ThresholdScan, thresholds: readonly number[]): Point[] {
  let i = scan.thresholds.length - 1;
  return thresholds.map((threshold) => {
    while (i >= 0 && (scan.thresholds[i] as number) < threshold) i--;
    const background = i < 0 ? 0 : (scan.background[i] as number);
    const squared = i < 0 ? 0 : (scan.backgroundSquared[i] as number);
    return {
      significance: background > 0 ? asimovSignificance(scan.signal[i] as number, background) : null,
      effective: background > 0 ? effectiveEvents(background, squared) : 0,
    };
  });
}

function inQuadrature(significances: readonly (number | null)[]): number | null {
  const present = significances.filter((significance) => significance !== null);
  return present.length === 0 ? null : shortened(Math.hypot(...present));
}

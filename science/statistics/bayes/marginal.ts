import { normalNodes } from './normal-nodes.ts';
import { logFactorial, meansThatMatter, poisson } from './poisson.ts';
import { backgroundWidth, type ChannelPrior, type SharedNodes } from './prior.ts';

/** Values of the cross section in fb: most (i / intervals)^3, so that small limits are resolved beside large ones. */
export interface SignalGrid {
  readonly most: number;
  readonly intervals: number;
}

export const gridPoint = ({ most, intervals }: SignalGrid, i: number): number => most * (i / intervals) ** 3;

/**
 * The likelihood of one channel's count, averaged over the channel's own nuisances: for each point of the shared ones and each
 * cross section. Known up to a factor that is the same for all of them.
 * @returns `[shared points x (intervals + 1)]`, row-major
 */
export type MarginalLikelihood = (count: number) => Float64Array;

export function marginalLikelihood(prior: ChannelPrior, shared: SharedNodes, grid: SignalGrid): MarginalLikelihood {
  const { channel, signalPerFb, signalSigma, backgroundSigma } = prior;
  const levels = normalNodes(backgroundSigma, backgroundWidth(channel.background.value, backgroundSigma));
  const width = grid.intervals + 1;
  const crossSections = Float64Array.from({ length: width }, (_, i) => gridPoint(grid, i));
  const perPoint = Array.from(shared.weights, (_, k) => {
    const backgroundFactor = Math.exp(prior.sharedBackgroundSigma * (shared.background[k] as number));
    return {
      signal: signalPerFb * Math.exp(prior.sharedEfficiencySigma * (shared.efficiency[k] as number)),
      backgrounds: levels.points.map(
        (z) => channel.background.value * backgroundFactor * Math.exp(backgroundSigma * z),
      ),
    };
  });
  const leastMean = Math.min(...perPoint.map(({ backgrounds }) => backgrounds[0] as number));
  // The same means for every count, unless the signal's scale is averaged over too.
  const logs = signalSigma > 0 ? undefined : new Float64Array(perPoint.length * width * levels.points.length).fill(NaN);
  return (count) => {
    const scales = normalNodes(signalSigma, scaleWidth(prior, count));
    const factors = scales.points.map((z) => Math.exp(signalSigma * z));
    const table = new Float64Array(shared.weights.length * width);
    const [low, high] = meansThatMatter(count);
    // A count below every possible background: all means are improbable, and the least improbable ones decide.
    const deficit = leastMean > count;
    const most = deficit ? Infinity : high;
    const scale = deficit ? count * Math.log(leastMean) - leastMean : logFactorial(count);
    for (const [k, { signal, backgrounds }] of perPoint.entries()) {
      const [least, largest] = [backgrounds[0] as number, backgrounds.at(-1) as number];
      for (let i = 0; i < width; i++) {
        const perScale = signal * (crossSections[i] as number);
        const at = (k * width + i) * backgrounds.length;
        let sum = 0;
        for (let m = firstAtLeast(factors, (low - largest) / perScale); m < factors.length; m++) {
          const events = perScale * (factors[m] as number);
          if (events + least > most) break;
          let part = 0;
          for (let j = firstAtLeast(backgrounds, low - events); j < backgrounds.length; j++) {
            const mean = events + (backgrounds[j] as number);
            if (mean > most) break;
            if (logs === undefined || mean === 0) {
              part += (levels.weights[j] as number) * poisson(count, mean, scale);
              continue;
            }
            let log = logs[at + j] as number;
            if (Number.isNaN(log)) logs[at + j] = log = Math.log(mean);
            part += (levels.weights[j] as number) * Math.exp(count * log - mean - scale);
          }
          sum += (scales.weights[m] as number) * part;
        }
        table[k * width + i] = sum;
      }
    }
    return table;
  };
}

/** How far a count narrows the normal variable of the signal's scale, for a signal of the size that is excluded. */
function scaleWidth(prior: ChannelPrior, count: number): number {
  const { value } = prior.channel.background;
  const spread = Math.sqrt(Math.max(value, count)) + value * prior.backgroundSigma + 1;
  const excluded = 3 * (spread + value * prior.sharedBackgroundSigma) + Math.max(0, count - value);
  return spread / Math.hypot(spread, excluded * prior.signalSigma);
}

function firstAtLeast(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { linearAxis, logAxis, type Axis } from '../axis.ts';
import { extent, linearDomain, logDomain, positive } from '../domain.ts';

/** What a campaign says of an axis. */
export interface AxisRequest {
  /** In markup, with the unit. */
  readonly title: string;
  readonly scale: 'linear' | 'log';
  readonly range?: readonly [number, number] | undefined;
}

/** An axis that the values fill. */
export function tightAxis({ title, scale, range }: AxisRequest, values: readonly (number | null)[]): Axis {
  if (scale === 'log') {
    const [low, high] = range ?? extent(values, positive) ?? [0.1, 10];
    return logAxis(title, low < high ? [low, high] : [low / 2, high * 2]);
  }
  const [low, high] = range ?? extent(values) ?? [0, 1];
  const margin = high > low ? 0 : Math.max(Math.abs(low), 1) / 2;
  return linearAxis(title, [low - margin, high + margin]);
}

/** An axis with room above the values for a legend; from zero where `fromZero`. */
export function roomyAxis(
  { title, scale, range }: AxisRequest,
  values: readonly (number | null)[],
  headroom: number,
  fromZero: boolean,
): Axis {
  if (scale === 'log') return logAxis(title, range ?? logDomain(values, headroom));
  if (range !== undefined) return linearAxis(title, range);
  if (fromZero) return linearAxis(title, linearDomain(values, headroom));
  const [low, high] = extent(values) ?? [0, 1];
  const span = high > low ? high - low : Math.max(Math.abs(high), 1e-6);
  return linearAxis(title, [low - 0.06 * span, high + (span * (headroom + 0.06)) / (1 - headroom)]);
}

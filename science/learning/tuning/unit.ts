import type { Domain } from './space.ts';

/** Number of values of a discrete domain; infinity for a continuous one. */
export function sizeOf(domain: Domain): number {
  if (domain.type === 'choice') return domain.options.length;
  return domain.step === null ? Infinity : Math.round((domain.high - domain.low) / domain.step) + 1;
}

/** Bounds of a numeric domain on its own scale; a discrete one is widened by half a step, so that each value has a cell. */
function range(domain: Exclude<Domain, { type: 'choice' }>): readonly [number, number] {
  const half = (domain.step ?? 0) / 2;
  const low = domain.low - half;
  const high = domain.high + half;
  return domain.log ? [Math.log(low), Math.log(high)] : [low, high];
}

/** Where a value lies in [0, 1]: equal lengths are equally likely. A continuous domain of one value is at 0.5. */
export function toUnit(domain: Domain, value: number): number {
  if (domain.type === 'choice') return (value + 0.5) / domain.options.length;
  const [low, high] = range(domain);
  if (high === low) return 0.5;
  return ((domain.log ? Math.log(value) : value) - low) / (high - low);
}

/** The value at a place of [0, 1]: the inverse of `toUnit`, rounded to the nearest value of a discrete domain. */
export function fromUnit(domain: Domain, unit: number): number {
  if (domain.type === 'choice')
    return Math.min(domain.options.length - 1, Math.max(0, Math.floor(unit * domain.options.length)));
  const [low, high] = range(domain);
  const scaled = low + Math.min(1, Math.max(0, unit)) * (high - low);
  const value = domain.log ? Math.exp(scaled) : scaled;
  const { step } = domain;
  const rounded = step === null ? value : domain.low + Math.round((value - domain.low) / step) * step;
  // Steps of a tenth add up to 0.30000000000000004: twelve digits are enough for anybody.
  const tidy = step === null || domain.type === 'int' ? rounded : Number(rounded.toPrecision(12));
  return Math.min(domain.high, Math.max(domain.low, tidy));
}

/** The part of [0, 1] that gives a value of a discrete domain; undefined for a continuous one. */
export function cellOf(domain: Domain, value: number): readonly [number, number] | undefined {
  if (domain.type === 'choice') return [value / domain.options.length, (value + 1) / domain.options.length];
  if (domain.step === null) return undefined;
  const half = domain.step / 2;
  return [toUnit(domain, value - half), toUnit(domain, value + half)];
}

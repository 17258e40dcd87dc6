import { UsageError } from './errors.ts';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `6h`, `1d` as milliseconds. */
export function durationOf(text: string, option: string): number {
  const match = /^([1-9]\d*)([smhd])$/.exec(text.trim());
  const unit = units[match?.[2] ?? ''];
  if (match === null || unit === undefined)
    throw new UsageError(`${option} ${text}: expected a number and a unit, as in 90s, 30m, 6h, 1d`);
  return Number(match[1]) * unit;
}

/** The other way round, in the largest unit that fits. */
export function showDuration(milliseconds: number): string {
  const [unit = 's', size = 1000] =
    Object.entries(units)
      .reverse()
      .find(([, length]) => milliseconds % length === 0) ?? [];
  return `${milliseconds / size}${unit}`;
}

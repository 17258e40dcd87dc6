import { parseDuration } from '../schemas/index.ts';
import { UsageError } from './errors.ts';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `6h`, `1d` as milliseconds. */
export function durationOf(text: string, option: string): number {
  const seconds = parseDuration(text) ?? 0;
  if (seconds <= 0) throw new UsageError(`${option} ${text}: expected a number and a unit, as in 90s, 30m, 6h, 1d`);
  return seconds * 1000;
}

/** The other way round, in the largest unit that fits. */
export function showDuration(milliseconds: number): string {
  const [unit = 's', size = 1000] =
    Object.entries(units)
      .reverse()
      .find(([, length]) => milliseconds % length === 0) ?? [];
  return `${milliseconds / size}${unit}`;
}

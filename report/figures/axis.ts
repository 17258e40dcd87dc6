/** A tick with its label in the markup of style/markup.ts. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** One direction of a figure. `domain` and ticks are in the units of the data that the marks carry. */
export interface Axis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly major: readonly Tick[];
  readonly minor: readonly number[];
  /** With the unit, in markup; empty for none. */
  readonly title: string;
}

/** Position of a value along an axis: 0 at the start of the domain, 1 at its end; values outside are put on the edge. */
export function fraction(axis: Axis, value: number): number {
  const scale = axis.type === 'log' ? (v: number) => Math.log(Math.max(v, Number.MIN_VALUE)) : (v: number) => v;
  const [low, high] = axis.domain;
  return Math.min(1, Math.max(0, (scale(value) - scale(low)) / (scale(high) - scale(low))));
}

/** The value at a fraction of an axis: the inverse of `fraction`. */
export function valueAt({ type, domain: [low, high] }: Axis, at: number): number {
  return type === 'log' ? low * (high / low) ** at : low + (high - low) * at;
}

/** The value nearest to `value` inside the domain: nothing is drawn outside the frame, and no logarithm of zero is taken. */
export function clampToAxis(axis: Axis, value: number): number {
  return Math.min(axis.domain[1], Math.max(axis.domain[0], value));
}

const tickSteps = [1, 2, 2.5, 5, 10];
/** For quantities that are counted. */
export const wholeSteps = [1, 2, 5, 10];

/**
 * Ticks at multiples of 1, 2, 2.5 or 5 times a power of ten; about five minor intervals between two of them. Very small and
 * very large values are labelled without their power of ten, which then divides the quantity in the title.
 */
export function linearAxis(
  title: string,
  domain: readonly [number, number],
  wanted = 6,
  steps: readonly number[] = tickSteps,
): Axis {
  const magnitude = Math.floor(Math.log10(Math.max(Math.abs(domain[0]), Math.abs(domain[1]))));
  const power = magnitude < -2 || magnitude > 5 ? magnitude : 0;
  const axis = plainAxis(title, [domain[0] / 10 ** power, domain[1] / 10 ** power], wanted, steps);
  if (power === 0) return axis;
  return {
    ...axis,
    domain,
    title: `${title} / ${powerLabel(power)}`,
    major: axis.major.map(({ value, label }) => ({ value: value * 10 ** power, label })),
    minor: axis.minor.map((value) => value * 10 ** power),
  };
}

function plainAxis(title: string, domain: readonly [number, number], wanted: number, steps: readonly number[]): Axis {
  const span = domain[1] - domain[0];
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = power * (steps.find((candidate) => (candidate * power * wanted) / span >= 1) ?? 10);
  const leading = Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toPrecision(2));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (leading === 2.5 ? 1 : 0));
  return {
    type: 'linear',
    domain,
    title,
    major: multiples(step, domain).map((value) => ({ value, label: minus(value.toFixed(decimals)) })),
    minor: multiples(step / (leading === 2 ? 4 : 5), domain),
  };
}

/** Decades, labelled 10^n; 1 and 10 are written out. At most about eight labels: with more decades some stay unlabelled. */
export function logAxis(title: string, domain: readonly [number, number], wanted = 8): Axis {
  const first = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const last = Math.floor(Math.log10(domain[1]) + 1e-9);
  if (!Number.isFinite(first) || !Number.isFinite(last)) return { type: 'log', domain, title, major: [], minor: [] };
  const every = Math.ceil((last - first + 1) / wanted);
  const major: Tick[] = [];
  const minor: number[] = [];
  for (let exponent = first - 1; exponent <= last; exponent++) {
    const inside = exponent >= first;
    if (inside && exponent % every === 0) major.push({ value: 10 ** exponent, label: powerLabel(exponent) });
    else if (inside) minor.push(10 ** exponent);
    if (every > 1) continue;
    for (let digit = 2; digit < 10; digit++) {
      const value = digit * 10 ** exponent;
      if (value >= domain[0] && value <= domain[1]) minor.push(value);
    }
  }
  return { type: 'log', domain, title, major, minor };
}

const logitTicks = [1e-5, 1e-4, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999];

/** ln(p / (1 - p)), with p kept 1e-7 away from 0 and 1: a 32-bit sigmoid reaches 1 there. */
export function logit(p: number): number {
  const inside = Math.min(1 - 1e-7, Math.max(1e-7, p));
  return Math.log(inside / (1 - inside));
}

/** A linear axis over logit(p), labelled with p: opens up scores that crowd near 0 and 1. `range` is in p. */
export function logitAxis(title: string, range: readonly [number, number]): Axis {
  const domain: readonly [number, number] = [logit(range[0]), logit(range[1])];
  const inside = (value: number): boolean => value >= domain[0] && value <= domain[1];
  const minor = [1e-4, 0.001, 0.01].flatMap((low) =>
    [2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => [logit(digit * low), logit(1 - digit * low)]),
  );
  return {
    type: 'linear',
    domain,
    title,
    major: logitTicks.map((p) => ({ value: logit(p), label: logitLabel(p) })).filter(({ value }) => inside(value)),
    minor: [...minor, ...[0.2, 0.3, 0.4, 0.6, 0.7, 0.8].map(logit)].filter(inside).sort((a, b) => a - b),
  };
}

function logitLabel(p: number): string {
  if (p < 0.001) return powerLabel(Math.round(Math.log10(p)));
  return p > 0.999 ? `1−${powerLabel(Math.round(Math.log10(1 - p)))}` : String(p);
}

/** Names at 0, 1, 2, ... from the start of the axis; half a step of room on both sides; no minor ticks. */
export function namesAxis(title: string, names: readonly string[]): Axis {
  return {
    type: 'linear',
    domain: [-0.5, Math.max(names.length, 1) - 0.5],
    title,
    major: names.map((label, value) => ({ value, label })),
    minor: [],
  };
}

function multiples(step: number, [low, high]: readonly [number, number]): readonly number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const count = last - first + 1;
  // A span below the precision of the numbers has no ticks rather than millions of equal ones.
  return Array.from({ length: count > 0 && count < 1000 ? count : 0 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** A true minus sign, as wide as a plus. */
const minus = (number: string): string => number.replace('-', '−');

function powerLabel(exponent: number): string {
  if (exponent === 0 || exponent === 1) return String(10 ** exponent);
  return `10^{${minus(String(exponent))}}`;
}

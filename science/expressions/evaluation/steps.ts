import { kernelOf, type NumericFunction } from '../functions/numeric.ts';
import type { Block, BooleanBlock, NumberBlock, Step } from './blocks.ts';
import { isUndefined, negated, TRUE } from './truth.ts';

export function numericStep(definition: NumericFunction, parts: readonly NumberBlock[], out: NumberBlock): Step {
  const kernel = kernelOf(definition, parts.length);
  const own = out.valid;
  return ({ count }) => {
    kernel(count, out.values, ...parts.map(({ values }) => values));
    out.nullable = false;
    for (const part of parts) if (part.nullable) joinValidity(part, out, own, count);
  };
}

/** Missing in either, missing in the result. One mask alone is passed on as it is. */
function joinValidity(part: NumberBlock, out: NumberBlock, own: Uint8Array, rows: number): void {
  if (!out.nullable) {
    out.valid = part.valid;
    out.nullable = true;
  } else if (out.valid !== part.valid) {
    and(out.valid, part.valid, own, rows);
    out.valid = own;
  }
}

export function logicStep(operator: 'and' | 'or', left: BooleanBlock, right: BooleanBlock, out: BooleanBlock): Step {
  const loop = operator === 'and' ? and : or;
  return ({ count }) => {
    loop(left.values, right.values, out.values, count);
  };
}

function and(a: Uint8Array, b: Uint8Array, out: Uint8Array, rows: number): void {
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) & (b[i] as number);
}

function or(a: Uint8Array, b: Uint8Array, out: Uint8Array, rows: number): void {
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) | (b[i] as number);
}

export function notStep({ values: a }: BooleanBlock, { values: out }: BooleanBlock): Step {
  return ({ count }) => {
    for (let i = 0; i < count; i++) out[i] = negated(a[i] as number);
  };
}

export function presentStep(operand: Block, out: BooleanBlock): Step {
  return ({ count }) => {
    if (operand.kind === 'boolean' || !operand.nullable) out.values.fill(TRUE, 0, count);
    else present(operand.valid, out.values, count);
  };
}

function present(valid: Uint8Array, out: Uint8Array, rows: number): void {
  // 1 becomes 0b11.
  for (let i = 0; i < rows; i++) out[i] = (valid[i] as number) * 3;
}

/** NaN where a condition is undefined. */
export function countStep(conditions: readonly BooleanBlock[], out: NumberBlock): Step {
  const counts = new Int32Array(out.values.length);
  return ({ count }) => {
    counts.fill(0, 0, count);
    for (const { values } of conditions) addTrue(values, counts, count);
    const { values } = out;
    for (let i = 0; i < count; i++) values[i] = (counts[i] as number) < SOME_UNDEFINED ? (counts[i] as number) : NaN;
  };
}

const SOME_UNDEFINED = 1 << 16;

function addTrue(truths: Uint8Array, counts: Int32Array, rows: number): void {
  for (let i = 0; i < rows; i++) {
    const truth = truths[i] as number;
    counts[i] = (counts[i] as number) + (truth & 1) + isUndefined(truth) * SOME_UNDEFINED;
  }
}

/** 1-based position of the nth condition that holds; NaN where an undefined one comes before it. */
export function nthStep(n: number, conditions: readonly BooleanBlock[], out: NumberBlock): Step {
  const seen = new Int32Array(out.values.length);
  return ({ count }) => {
    seen.fill(0, 0, count);
    out.values.fill(0, 0, count);
    conditions.forEach(({ values }, index) => {
      markNth(n, index + 1, values, seen, out.values, count);
    });
    out.nullable = true;
    const { values, valid } = out;
    for (let i = 0; i < count; i++) valid[i] = values[i] === 0 ? 0 : 1;
  };
}

function markNth(
  n: number,
  position: number,
  truths: Uint8Array,
  seen: Int32Array,
  out: Float64Array,
  rows: number,
): void {
  for (let i = 0; i < rows; i++) {
    const truth = truths[i] as number;
    if (truth === 0 || out[i] !== 0) continue;
    const holding = (seen[i] as number) + 1;
    seen[i] = holding;
    if (isUndefined(truth) === 1) out[i] = NaN;
    else if (holding === n) out[i] = position;
  }
}

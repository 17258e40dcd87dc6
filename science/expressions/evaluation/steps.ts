import type { Block, BooleanBlock, NumberBlock, Step, StringBlock } from './blocks.ts';
import { kernelOf, type NumericFunction } from '../functions/numeric.ts';
import { negated, TRUE, UNDEFINED } from './truth.ts';

export function numericStep(definition: NumericFunction, parts: readonly NumberBlock[], out: NumberBlock): Step {
  const kernel = kernelOf(definition);
  const columns = parts.map(({ values }) => values);
  const own = out.valid;
  return ({ count }) => {
    for (let part = 0; part < parts.length; part++) columns[part] = (parts[part] as NumberBlock).values;
    kernel(out.values, count, columns);
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
    const before = out.valid;
    for (let i = 0; i < rows; i++) own[i] = (before[i] as number) & (part.valid[i] as number);
    out.valid = own;
  }
}

export function logicStep(operator: 'and' | 'or', left: BooleanBlock, right: BooleanBlock, out: BooleanBlock): Step {
  const [a, b, c] = [left.values, right.values, out.values];
  if (operator === 'and')
    return ({ count }) => {
      for (let i = 0; i < count; i++) c[i] = (a[i] as number) & (b[i] as number);
    };
  return ({ count }) => {
    for (let i = 0; i < count; i++) c[i] = (a[i] as number) | (b[i] as number);
  };
}

export function notStep({ values: a }: BooleanBlock, { values: out }: BooleanBlock): Step {
  return ({ count }) => {
    for (let i = 0; i < count; i++) out[i] = negated(a[i] as number);
  };
}

export function presentStep(operand: Block, { values: out }: BooleanBlock): Step {
  return ({ count }) => {
    if (operand.kind === 'boolean' || !operand.nullable) out.fill(TRUE, 0, count);
    else for (let i = 0; i < count; i++) out[i] = operand.valid[i] === 0 ? 0 : TRUE;
  };
}

/** NaN where the condition is undefined. */
export function chooseNumber(
  { values: test }: BooleanBlock,
  yes: NumberBlock,
  no: NumberBlock,
  out: NumberBlock,
): Step {
  return ({ count }) => {
    const [a, b, c] = [yes.values, no.values, out.values];
    for (let i = 0; i < count; i++) {
      const truth = test[i];
      c[i] = truth === TRUE ? (a[i] as number) : truth === UNDEFINED ? NaN : (b[i] as number);
    }
    chooseValidity(test, yes, no, out, count);
  };
}

/** The second text where the condition is undefined would be a guess: it is missing there. */
export function chooseString(
  { values: test }: BooleanBlock,
  yes: StringBlock,
  no: StringBlock,
  out: StringBlock,
): Step {
  return ({ count }) => {
    for (let i = 0; i < count; i++) out.values[i] = (test[i] === TRUE ? yes.values[i] : no.values[i]) as string;
    chooseValidity(test, yes, no, out, count);
    for (let i = 0; i < count; i++) {
      if (test[i] !== UNDEFINED) continue;
      if (!out.nullable) out.valid.fill(1, 0, count);
      out.nullable = true;
      out.valid[i] = 0;
    }
  };
}

export function chooseBoolean(
  { values: test }: BooleanBlock,
  yes: BooleanBlock,
  no: BooleanBlock,
  out: BooleanBlock,
): Step {
  const [a, b, c] = [yes.values, no.values, out.values];
  return ({ count }) => {
    for (let i = 0; i < count; i++)
      c[i] = test[i] === TRUE ? (a[i] as number) : test[i] === UNDEFINED ? UNDEFINED : (b[i] as number);
  };
}

type Nullable = Pick<NumberBlock, 'valid' | 'nullable'>;

function chooseValidity(test: Uint8Array, yes: Nullable, no: Nullable, out: Nullable, rows: number): void {
  out.nullable = yes.nullable || no.nullable;
  if (!out.nullable) return;
  for (let i = 0; i < rows; i++) {
    const truth = test[i];
    const from = truth === TRUE ? yes : no;
    out.valid[i] = truth === UNDEFINED || !from.nullable ? 1 : (from.valid[i] as number);
  }
}

export function defaultStep<B extends NumberBlock | StringBlock>(value: B, fallback: B, out: B): Step {
  return ({ count }) => {
    out.nullable = value.nullable && fallback.nullable;
    for (let i = 0; i < count; i++) {
      const from = value.nullable && value.valid[i] === 0 ? fallback : value;
      out.values[i] = from.values[i] as number & string;
      if (out.nullable) out.valid[i] = from.nullable ? (from.valid[i] as number) : 1;
    }
  };
}

export function countStep(conditions: readonly BooleanBlock[], { values: out }: NumberBlock): Step {
  return ({ count }) => {
    out.fill(0, 0, count);
    for (const { values } of conditions)
      for (let i = 0; i < count; i++) {
        const truth = values[i] as number;
        out[i] = truth === UNDEFINED ? NaN : (out[i] as number) + (truth & 1);
      }
  };
}

export function nthStep(n: number, conditions: readonly BooleanBlock[], out: NumberBlock): Step {
  const seen = new Float64Array(out.values.length);
  return ({ count }) => {
    out.nullable = true;
    seen.fill(0, 0, count);
    out.valid.fill(0, 0, count);
    for (const [index, { values }] of conditions.entries())
      for (let i = 0; i < count; i++) {
        const truth = values[i] as number;
        if (truth === 0 || out.valid[i] === 1) continue;
        // Whether this one counts is undefined, so which is the nth is too.
        if (truth === UNDEFINED) [out.values[i], out.valid[i]] = [NaN, 1];
        else if ((seen[i] = (seen[i] as number) + 1) === n) [out.values[i], out.valid[i]] = [index + 1, 1];
      }
  };
}

export function pickStep<B extends NumberBlock | StringBlock>(
  position: NumberBlock,
  options: readonly B[],
  out: B,
): Step {
  return ({ count }) => {
    out.nullable = true;
    for (let i = 0; i < count; i++) {
      out.valid[i] = 0;
      if (position.nullable && position.valid[i] === 0) continue;
      const option = options[(position.values[i] as number) - 1];
      // The position is NaN where the conditions were undefined.
      if (option === undefined) [out.values[i], out.valid[i]] = [NaN as number & string, out.kind === 'number' ? 1 : 0];
      else if (!option.nullable || option.valid[i] === 1)
        [out.values[i], out.valid[i]] = [option.values[i] as number & string, 1];
    }
  };
}

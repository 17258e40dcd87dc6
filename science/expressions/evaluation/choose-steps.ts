import type { Column } from '../../../schemas/index.ts';
import type { BooleanBlock, NumberBlock, Step, StringBlock } from './blocks.ts';
import { isUndefined, UNDEFINED } from './truth.ts';

/** if(test, yes, no); NaN where the condition is undefined (missing where both values are). */
export function chooseNumber(test: BooleanBlock, yes: NumberBlock, no: NumberBlock, out: NumberBlock): Step {
  return ({ count }) => {
    pickNumbers(test.values, yes.values, no.values, out.values, count);
    chooseValidity(test.values, yes, no, out, count);
  };
}

function pickNumbers(test: Uint8Array, yes: Float64Array, no: Float64Array, out: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) {
    const truth = test[i] as number;
    out[i] = (truth & 1) === 1 ? (yes[i] as number) : truth === 0 ? (no[i] as number) : NaN;
  }
}

/** Missing where the condition is undefined: one text or the other would be a guess. */
export function chooseString(test: BooleanBlock, yes: StringBlock, no: StringBlock, out: StringBlock): Step {
  return ({ count }) => {
    const { values: truths } = test;
    for (let i = 0; i < count; i++)
      out.values[i] = ((truths[i] as number) & 1 ? yes.values[i] : no.values[i]) as string;
    chooseValidity(truths, yes, no, out, count);
    if (!truths.subarray(0, count).includes(UNDEFINED)) return;
    if (!out.nullable) out.valid.fill(1, 0, count);
    out.nullable = true;
    for (let i = 0; i < count; i++) if (isUndefined(truths[i] as number) === 1) out.valid[i] = 0;
  };
}

export function chooseBoolean(test: BooleanBlock, yes: BooleanBlock, no: BooleanBlock, out: BooleanBlock): Step {
  return ({ count }) => {
    pickTruths(test.values, yes.values, no.values, out.values, count);
  };
}

function pickTruths(test: Uint8Array, yes: Uint8Array, no: Uint8Array, out: Uint8Array, rows: number): void {
  for (let i = 0; i < rows; i++) {
    const truth = test[i] as number;
    out[i] = (truth & 1) === 1 ? (yes[i] as number) : truth === 0 ? (no[i] as number) : UNDEFINED;
  }
}

type Nullable = Pick<NumberBlock, 'valid' | 'nullable'>;

function chooseValidity(test: Uint8Array, yes: Nullable, no: Nullable, out: Nullable, rows: number): void {
  out.nullable = yes.nullable || no.nullable;
  if (!out.nullable) return;
  const { valid } = out;
  const a = yes.nullable ? yes.valid : valid.fill(1, 0, rows);
  const b = no.nullable ? no.valid : a === valid ? valid : valid.fill(1, 0, rows);
  for (let i = 0; i < rows; i++) {
    const truth = test[i] as number;
    const either = (a[i] as number) | (b[i] as number);
    valid[i] = (truth & 1) === 1 ? (a[i] as number) : truth === 0 ? (b[i] as number) : either;
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

/** The option at a 1-based position; missing where the position is, NaN (a text: missing) where the position is NaN. */
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
      if (option === undefined) [out.values[i], out.valid[i]] = [NaN, out.kind === 'number' ? 1 : 0];
      else if (!option.nullable || option.valid[i] === 1)
        [out.values[i], out.valid[i]] = [option.values[i] as number & string, 1];
    }
  };
}

/** The same straight from columns of numbers, of which each row needs one only. */
export function pickFromColumns(position: NumberBlock, columns: readonly Column[], out: NumberBlock): Step {
  const values = columns.map((column) => column.values as Float64Array);
  const masks = columns.map(({ valid }) => valid);
  return ({ rows, from, count }) => {
    const { values: positions, valid: known } = position;
    const { values: picked, valid } = out;
    out.nullable = true;
    for (let i = 0; i < count; i++) {
      const row = rows === undefined ? from + i : (rows[from + i] as number);
      const index = (positions[i] as number) - 1;
      if (position.nullable && known[i] === 0) valid[i] = 0;
      else if (index >= 0) {
        picked[i] = (values[index] as Float64Array)[row] as number;
        valid[i] = masks[index]?.[row] ?? 1;
      } else {
        picked[i] = NaN;
        valid[i] = 1;
      }
    }
  };
}

import type { ComparisonOperator } from '../syntax/ast.ts';
import type { BooleanBlock, NumberBlock, Step, StringBlock } from './blocks.ts';
import { FALSE, TRUE, UNDEFINED } from './truth.ts';

type NumberLoop = (a: Float64Array, b: Float64Array, out: Uint8Array, rows: number) => void;

const less: NumberLoop = (a, b, out, rows) => {
  for (let i = 0; i < rows; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    out[i] = x < y ? TRUE : x >= y ? FALSE : UNDEFINED;
  }
};
const lessOrEqual: NumberLoop = (a, b, out, rows) => {
  for (let i = 0; i < rows; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    out[i] = x <= y ? TRUE : x > y ? FALSE : UNDEFINED;
  }
};
const equal: NumberLoop = (a, b, out, rows) => {
  for (let i = 0; i < rows; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    out[i] = x === y ? TRUE : x < y || x > y ? FALSE : UNDEFINED;
  }
};
const unequal: NumberLoop = (a, b, out, rows) => {
  for (let i = 0; i < rows; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    out[i] = x === y ? FALSE : x < y || x > y ? TRUE : UNDEFINED;
  }
};

const loops: Readonly<Record<ComparisonOperator, NumberLoop>> = {
  '<': less,
  '<=': lessOrEqual,
  '>': (a, b, out, rows) => {
    less(b, a, out, rows);
  },
  '>=': (a, b, out, rows) => {
    lessOrEqual(b, a, out, rows);
  },
  '==': equal,
  '!=': unequal,
};

export function compareNumbers(
  operator: ComparisonOperator,
  left: NumberBlock,
  right: NumberBlock,
  out: BooleanBlock,
): Step {
  const loop = loops[operator];
  return ({ count }) => {
    loop(left.values, right.values, out.values, count);
    clearMissing(left, out, count);
    clearMissing(right, out, count);
  };
}

const texts: Readonly<Record<ComparisonOperator, (a: string, b: string) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

export function compareStrings(
  operator: ComparisonOperator,
  left: StringBlock,
  right: StringBlock,
  out: BooleanBlock,
): Step {
  const holds = texts[operator];
  return ({ count }) => {
    for (let i = 0; i < count; i++)
      out.values[i] = holds(left.values[i] as string, right.values[i] as string) ? TRUE : FALSE;
    clearMissing(left, out, count);
    clearMissing(right, out, count);
  };
}

export function compareBooleans(
  operator: ComparisonOperator,
  left: BooleanBlock,
  right: BooleanBlock,
  out: BooleanBlock,
): Step {
  const same = operator === '==' ? TRUE : FALSE;
  const different = operator === '==' ? FALSE : TRUE;
  return ({ count }) => {
    for (let i = 0; i < count; i++) {
      const a = left.values[i] as number;
      const b = right.values[i] as number;
      out.values[i] = a === UNDEFINED || b === UNDEFINED ? UNDEFINED : a === b ? same : different;
    }
  };
}

/** A comparison with something missing is false. */
function clearMissing({ nullable, valid }: NumberBlock | StringBlock, { values }: BooleanBlock, rows: number): void {
  if (!nullable) return;
  for (let i = 0; i < rows; i++) values[i] = (values[i] as number) * (valid[i] as number);
}

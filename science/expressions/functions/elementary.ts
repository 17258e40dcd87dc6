import { absolute, arcTangent, cosine, hyperbolicSine, sine, squareRoot } from './arithmetic.ts';
import { wrapPhi } from './kinematic.ts';
import type { NumericFunction } from './numeric.ts';
import type { ExpressionFunction, FunctionDescription } from './registry.ts';

type Row = readonly [
  signature: string,
  unit: string,
  definition: string,
  apply: NumericFunction | ((...x: number[]) => number),
];

const numbers: readonly Row[] = [
  ['abs(x)', 'of the argument', 'absolute value', absolute],
  ['sqrt(x)', '1', 'square root; NaN below 0', squareRoot],
  ['exp(x)', '1', 'e to the power of x', Math.exp],
  ['log(x)', '1', 'natural logarithm', Math.log],
  ['log10(x)', '1', 'logarithm to base 10', Math.log10],
  ['pow(x, y)', '1', 'x to the power of y, the same as x^y', Math.pow],
  ['hypot(x, y)', 'of the argument', 'sqrt(x^2 + y^2)', (x: number, y: number) => Math.hypot(x, y)],
  ['floor(x)', 'of the argument', 'largest whole number not above x', Math.floor],
  ['ceil(x)', 'of the argument', 'smallest whole number not below x', Math.ceil],
  ['round(x)', 'of the argument', 'nearest whole number, halves upwards', Math.round],
  ['sign(x)', '1', '-1, 0 or 1', Math.sign],
  ['sinh(x)', '1', 'hyperbolic sine', hyperbolicSine],
  ['cosh(x)', '1', 'hyperbolic cosine', Math.cosh],
  ['tanh(x)', '1', 'hyperbolic tangent', Math.tanh],
];

const angles: readonly Row[] = [
  ['sin(phi)', '1', 'sine of an angle in rad', sine],
  ['cos(phi)', '1', 'cosine of an angle in rad', cosine],
  ['tan(phi)', '1', 'tangent of an angle in rad', Math.tan],
  ['asin(x)', 'rad', 'arc sine, in [-pi/2, pi/2]; NaN outside [-1, 1]', Math.asin],
  ['acos(x)', 'rad', 'arc cosine, in [0, pi]; NaN outside [-1, 1]', Math.acos],
  ['atan(x)', 'rad', 'arc tangent, in [-pi/2, pi/2]', Math.atan],
  ['atan2(y, x)', 'rad', 'angle of the point (x, y), in [-pi, pi]', arcTangent],
  ['wrap_phi(phi)', 'rad', 'the same angle in [-pi, pi)', wrapPhi],
];

/** Functions of numbers; missing where an argument is. */
export const elementaryFunctions: readonly ExpressionFunction[] = [
  ...numbers.map((row) => fromRow(row, 'numbers')),
  ...angles.map((row) => fromRow(row, 'angles')),
];

function fromRow([signature, unit, definition, apply]: Row, group: FunctionDescription['group']): ExpressionFunction {
  const name = signature.slice(0, signature.indexOf('('));
  const count = signature.split(',').length;
  const numeric = typeof apply === 'function' ? { name, apply } : apply;
  return { name, signature, unit, definition, group, arity: [count, count], numeric };
}

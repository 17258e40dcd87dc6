const ZERO = 48;
const NINE = 57;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const EXPONENT = 101;
const LOWER_CASE = 32;

/** Powers of ten that float64 holds exactly. */
const exactPowers = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);

/** Integers up to here, and no further, are all exact in float64. */
const largestExact = 2 ** 53;

/**
 * The number that stands in `bytes[start ... end - 1]`, correctly rounded; undefined where it is no number. `nan` and `inf` are
 * numbers, in any case and with a sign; so are `1.`, `.5` and `1e3`; spaces around a number are allowed.
 *
 * Short numbers are made of an exact integer and an exact power of ten, which one rounding makes right (Clinger, PLDI 1990);
 * the others are left to the runtime.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number | undefined {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  let digits = 0;
  let mantissa = 0;
  let scale = 0;
  let seenPoint = false;
  for (; at < end; at++) {
    const code = bytes[at] as number;
    if (code >= ZERO && code <= NINE) {
      digits++;
      mantissa = mantissa * 10 + (code - ZERO);
      if (seenPoint) scale--;
    } else if (code === POINT && !seenPoint) seenPoint = true;
    else break;
  }
  if (digits === 0 || mantissa > largestExact) return slowly(bytes, start, end);
  if (at < end) {
    if (((bytes[at] as number) | LOWER_CASE) !== EXPONENT) return slowly(bytes, start, end);
    const exponent = wholeExponent(bytes, at + 1, end);
    if (exponent === undefined) return slowly(bytes, start, end);
    scale += exponent;
  }
  if (scale < -22 || scale > 22) return slowly(bytes, start, end);
  const size = scale < 0 ? mantissa / (exactPowers[-scale] as number) : mantissa * (exactPowers[scale] as number);
  return negative ? -size : size;
}

function wholeExponent(bytes: Buffer, start: number, end: number): number | undefined {
  const sign = bytes[start] === MINUS ? -1 : 1;
  const first = bytes[start] === MINUS || bytes[start] === PLUS ? start + 1 : start;
  if (first >= end || end - first > 4) return undefined;
  let exponent = 0;
  for (let at = first; at < end; at++) {
    const code = bytes[at] as number;
    if (code < ZERO || code > NINE) return undefined;
    exponent = exponent * 10 + (code - ZERO);
  }
  return sign * exponent;
}

const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const special = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;

function slowly(bytes: Buffer, start: number, end: number): number | undefined {
  const text = bytes.toString('latin1', start, end).trim();
  if (decimal.test(text)) return Number(text);
  const found = special.exec(text);
  if (found === null) return undefined;
  if (found[2] !== undefined) return NaN;
  return found[1] === '-' ? -Infinity : Infinity;
}

/** Numbers as text, in the markup of markup.ts. A dash stands for what is absent or not finite. */
const absent = '–';
const thinSpace = '\u2009';

/** A number with so many significant digits; `3.4 × 10^{−6}` where plain digits would be long. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent;
  if (value === 0) return '0';
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (isLong(power)) return `${signed(mantissa)} × ${powerOfTen(power)}`;
  return grouped(Number(value.toPrecision(digits)).toFixed(Math.max(0, digits - 1 - power)));
}

/** `27 659 ± 1 800`: the error to two significant digits, the value to the same place; `(7.6 ± 1.2) × 10^{−7}` where long. */
export function formatMeasured(value: number | null | undefined, error: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent;
  if (error === null || error === undefined || !Number.isFinite(error) || error <= 0) return formatNumber(value);
  const larger = Math.max(Math.abs(value), error);
  const power = exponentOf(larger);
  const shift = isLong(power) ? power : 0;
  const place = exponentOf(Number((error / 10 ** shift).toPrecision(2))) - 1;
  const unit = 10 ** place;
  const rounded = (number: number): string => {
    const scaled = number / 10 ** shift;
    return grouped((place > 0 ? Math.round(scaled / unit) * unit : scaled).toFixed(Math.max(0, -place)));
  };
  const both = `${rounded(value)} ± ${rounded(error)}`;
  return shift === 0 ? both : `(${both}) × ${powerOfTen(shift)}`;
}

/** A probability or an area under a ROC: four digits after the point, or as many as show two digits of the distance from 1. */
export function formatNearOne(value: number): string {
  const distance = 1 - value;
  return value.toFixed(distance > 0 ? Math.min(7, Math.max(4, 1 - Math.floor(Math.log10(distance)))) : 4);
}

/** `139 fb^{−1}`. */
export const formatLuminosity = (inverseFb: number): string => `${Number(inverseFb.toPrecision(4))} fb^{−1}`;

export const formatCount = (value: number): string => grouped(value.toFixed(0));

/** `21` or `21–30`. */
export function formatRange(values: readonly number[]): string {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
}

const exponentOf = (value: number): number => Number(value.toExponential().split('e')[1]);
const isLong = (power: number): boolean => power < -3 || power > 7;
/** A true minus sign, as wide as a plus. */
const signed = (number: string): string => number.replace('-', '−');
const powerOfTen = (power: number): string => `10^{${signed(String(power))}}`;

/** Groups of three digits from five digits on. */
function grouped(number: string): string {
  const [whole = '', decimals] = number.split('.');
  const digits = whole.replace('-', '').length > 4 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, thinSpace) : whole;
  return signed(decimals === undefined ? digits : `${digits}.${decimals}`);
}

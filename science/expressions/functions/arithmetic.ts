import type { NumericFunction } from './numeric.ts';

function addKernel(rows: number, out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) + (b[i] as number);
}
function subtractKernel(rows: number, out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) - (b[i] as number);
}
function multiplyKernel(rows: number, out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) * (b[i] as number);
}
function divideKernel(rows: number, out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) / (b[i] as number);
}
function negateKernel(rows: number, out: Float64Array, a: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = -(a[i] as number);
}
function minimumKernel(rows: number, out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.min(a[i] as number, b[i] as number);
}
function maximumKernel(rows: number, out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.max(a[i] as number, b[i] as number);
}
function absoluteKernel(rows: number, out: Float64Array, a: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.abs(a[i] as number);
}
function squareRootKernel(rows: number, out: Float64Array, a: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.sqrt(a[i] as number);
}
function cosineKernel(rows: number, out: Float64Array, a: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.cos(a[i] as number);
}
function sineKernel(rows: number, out: Float64Array, a: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.sin(a[i] as number);
}

function hyperbolicSineKernel(rows: number, out: Float64Array, a: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.sinh(a[i] as number);
}
function arcTangentKernel(rows: number, out: Float64Array, y: Float64Array, x: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = Math.atan2(y[i] as number, x[i] as number);
}

/** The loops that selections spend their time in; the operators and the functions that have a loop of their own. */
export const add: NumericFunction = { name: '+', apply: (a: number, b: number) => a + b, kernel: addKernel };
export const subtract: NumericFunction = { name: '-', apply: (a: number, b: number) => a - b, kernel: subtractKernel };
export const multiply: NumericFunction = { name: '*', apply: (a: number, b: number) => a * b, kernel: multiplyKernel };
export const divide: NumericFunction = { name: '/', apply: (a: number, b: number) => a / b, kernel: divideKernel };
export const power: NumericFunction = { name: '^', apply: Math.pow };
export const negate: NumericFunction = { name: 'negate', apply: (a: number) => -a, kernel: negateKernel };
export const minimum: NumericFunction = { name: 'min', apply: Math.min, kernel: minimumKernel };
export const maximum: NumericFunction = { name: 'max', apply: Math.max, kernel: maximumKernel };
export const absolute: NumericFunction = { name: 'abs', apply: Math.abs, kernel: absoluteKernel };
export const squareRoot: NumericFunction = { name: 'sqrt', apply: Math.sqrt, kernel: squareRootKernel };
export const cosine: NumericFunction = { name: 'cos', apply: Math.cos, kernel: cosineKernel };
export const sine: NumericFunction = { name: 'sin', apply: Math.sin, kernel: sineKernel };
export const hyperbolicSine: NumericFunction = { name: 'sinh', apply: Math.sinh, kernel: hyperbolicSineKernel };
export const arcTangent: NumericFunction = { name: 'atan2', apply: Math.atan2, kernel: arcTangentKernel };

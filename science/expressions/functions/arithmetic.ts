import type { Kernel, NumericFunction } from './numeric.ts';

type Columns2 = readonly [Float64Array, Float64Array];
type Columns1 = readonly [Float64Array];

const addKernel: Kernel = (out, rows, columns) => {
  const [a, b] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) + (b[i] as number);
};
const subtractKernel: Kernel = (out, rows, columns) => {
  const [a, b] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) - (b[i] as number);
};
const multiplyKernel: Kernel = (out, rows, columns) => {
  const [a, b] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) * (b[i] as number);
};
const divideKernel: Kernel = (out, rows, columns) => {
  const [a, b] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = (a[i] as number) / (b[i] as number);
};
const negateKernel: Kernel = (out, rows, columns) => {
  const [a] = columns as Columns1;
  for (let i = 0; i < rows; i++) out[i] = -(a[i] as number);
};
const minimumKernel: Kernel = (out, rows, columns) => {
  const [a, b] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = Math.min(a[i] as number, b[i] as number);
};
const maximumKernel: Kernel = (out, rows, columns) => {
  const [a, b] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = Math.max(a[i] as number, b[i] as number);
};
const absoluteKernel: Kernel = (out, rows, columns) => {
  const [a] = columns as Columns1;
  for (let i = 0; i < rows; i++) out[i] = Math.abs(a[i] as number);
};
const squareRootKernel: Kernel = (out, rows, columns) => {
  const [a] = columns as Columns1;
  for (let i = 0; i < rows; i++) out[i] = Math.sqrt(a[i] as number);
};
const cosineKernel: Kernel = (out, rows, columns) => {
  const [a] = columns as Columns1;
  for (let i = 0; i < rows; i++) out[i] = Math.cos(a[i] as number);
};
const sineKernel: Kernel = (out, rows, columns) => {
  const [a] = columns as Columns1;
  for (let i = 0; i < rows; i++) out[i] = Math.sin(a[i] as number);
};

const hyperbolicSineKernel: Kernel = (out, rows, columns) => {
  const [a] = columns as Columns1;
  for (let i = 0; i < rows; i++) out[i] = Math.sinh(a[i] as number);
};
const arcTangentKernel: Kernel = (out, rows, columns) => {
  const [y, x] = columns as Columns2;
  for (let i = 0; i < rows; i++) out[i] = Math.atan2(y[i] as number, x[i] as number);
};

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

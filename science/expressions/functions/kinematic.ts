import {
  absoluteDeltaPhi,
  energyFromMomentum,
  invariantMass as invariantMassOf,
  invariantMassMassless,
  mt2 as mt2Of,
  pseudorapidity as pseudorapidityOf,
  rapidity as rapidityOf,
  transverseMassMassive as transverseMassMassiveOf,
  transverseMassMassless as transverseMassMasslessOf,
  transverseMomentum as transverseMomentumOf,
  wrapPhi as wrapPhiOf,
} from '../../kinematics/index.ts';
import type { Kernel, NumericFunction } from './numeric.ts';

type Columns5 = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
type Columns = readonly [...Columns5, ...Columns5];

const transverseMomentumKernel: Kernel = (out, rows, columns) => {
  const [px, py] = columns as Columns;
  for (let i = 0; i < rows; i++) out[i] = transverseMomentumOf(px[i] as number, py[i] as number);
};
const deltaPhiKernel: Kernel = (out, rows, columns) => {
  const [phi1, phi2] = columns as Columns;
  for (let i = 0; i < rows; i++) out[i] = absoluteDeltaPhi(phi1[i] as number, phi2[i] as number);
};
const pairMassKernel: Kernel = (out, rows, columns) => {
  const [pt1, eta1, phi1, pt2, eta2, phi2] = columns as Columns;
  for (let i = 0; i < rows; i++)
    out[i] = invariantMassMassless(
      pt1[i] as number,
      eta1[i] as number,
      phi1[i] as number,
      pt2[i] as number,
      eta2[i] as number,
      phi2[i] as number,
    );
};
const invariantMassKernel: Kernel = (out, rows, columns) => {
  const [energy, px, py, pz] = columns as Columns;
  for (let i = 0; i < rows; i++)
    out[i] = invariantMassOf(energy[i] as number, px[i] as number, py[i] as number, pz[i] as number);
};
const transverseMassMasslessKernel: Kernel = (out, rows, columns) => {
  const [pt, phi, met, metPhi] = columns as Columns;
  for (let i = 0; i < rows; i++)
    out[i] = transverseMassMasslessOf(pt[i] as number, phi[i] as number, met[i] as number, metPhi[i] as number);
};
const energyKernel: Kernel = (out, rows, columns) => {
  const [px, py, pz, mass] = columns as Columns;
  for (let i = 0; i < rows; i++)
    out[i] = energyFromMomentum(px[i] as number, py[i] as number, pz[i] as number, mass[i] as number);
};
const mt2Kernel: Kernel = (out, rows, columns) => {
  const [mass1, px1, py1, mass2, px2, py2, metX, metY, chi1, chi2] = columns as Columns;
  for (let i = 0; i < rows; i++)
    out[i] = mt2Of(
      mass1[i] as number,
      px1[i] as number,
      py1[i] as number,
      mass2[i] as number,
      px2[i] as number,
      py2[i] as number,
      metX[i] as number,
      metY[i] as number,
      chi1[i] as number,
      chi2[i] as number,
    );
};

/** science/kinematics as functions of columns; what the object functions of the language are made of. */
export const wrapPhi: NumericFunction = { name: 'wrap_phi', apply: wrapPhiOf };
export const deltaPhi: NumericFunction = { name: 'delta phi', apply: absoluteDeltaPhi, kernel: deltaPhiKernel };
export const transverseMomentum: NumericFunction = {
  name: 'transverse momentum',
  apply: transverseMomentumOf,
  kernel: transverseMomentumKernel,
};
export const pseudorapidity: NumericFunction = { name: 'pseudorapidity', apply: pseudorapidityOf };
export const rapidity: NumericFunction = { name: 'rapidity', apply: rapidityOf };
export const invariantMass: NumericFunction = {
  name: 'invariant mass',
  apply: invariantMassOf,
  kernel: invariantMassKernel,
};
export const pairMass: NumericFunction = { name: 'pair mass', apply: invariantMassMassless, kernel: pairMassKernel };
export const transverseMassMassless: NumericFunction = {
  name: 'massless mT',
  apply: transverseMassMasslessOf,
  kernel: transverseMassMasslessKernel,
};
export const transverseMassMassive: NumericFunction = { name: 'massive mT', apply: transverseMassMassiveOf };
export const energy: NumericFunction = {
  name: 'energy from momentum',
  apply: energyFromMomentum,
  kernel: energyKernel,
};
export const mt2: NumericFunction = { name: 'mT2', apply: mt2Of, kernel: mt2Kernel };

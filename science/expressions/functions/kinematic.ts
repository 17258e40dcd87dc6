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
import type { NumericFunction } from './numeric.ts';

function transverseMomentumKernel(rows: number, out: Float64Array, px: Float64Array, py: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = transverseMomentumOf(px[i] as number, py[i] as number);
}
function deltaPhiKernel(rows: number, out: Float64Array, phi1: Float64Array, phi2: Float64Array): void {
  for (let i = 0; i < rows; i++) out[i] = absoluteDeltaPhi(phi1[i] as number, phi2[i] as number);
}
function pairMassKernel(
  rows: number,
  out: Float64Array,
  pt1: Float64Array,
  eta1: Float64Array,
  phi1: Float64Array,
  pt2: Float64Array,
  eta2: Float64Array,
  phi2: Float64Array,
): void {
  for (let i = 0; i < rows; i++)
    out[i] = invariantMassMassless(
      pt1[i] as number,
      eta1[i] as number,
      phi1[i] as number,
      pt2[i] as number,
      eta2[i] as number,
      phi2[i] as number,
    );
}
function invariantMassKernel(
  rows: number,
  out: Float64Array,
  energy: Float64Array,
  px: Float64Array,
  py: Float64Array,
  pz: Float64Array,
): void {
  for (let i = 0; i < rows; i++)
    out[i] = invariantMassOf(energy[i] as number, px[i] as number, py[i] as number, pz[i] as number);
}
function transverseMassMasslessKernel(
  rows: number,
  out: Float64Array,
  pt: Float64Array,
  phi: Float64Array,
  met: Float64Array,
  metPhi: Float64Array,
): void {
  for (let i = 0; i < rows; i++)
    out[i] = transverseMassMasslessOf(pt[i] as number, phi[i] as number, met[i] as number, metPhi[i] as number);
}
function energyKernel(
  rows: number,
  out: Float64Array,
  px: Float64Array,
  py: Float64Array,
  pz: Float64Array,
  mass: Float64Array,
): void {
  for (let i = 0; i < rows; i++)
    out[i] = energyFromMomentum(px[i] as number, py[i] as number, pz[i] as number, mass[i] as number);
}
function mt2Kernel(
  rows: number,
  out: Float64Array,
  mass1: Float64Array,
  px1: Float64Array,
  py1: Float64Array,
  mass2: Float64Array,
  px2: Float64Array,
  py2: Float64Array,
  metX: Float64Array,
  metY: Float64Array,
  chi1: Float64Array,
  chi2: Float64Array,
): void {
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
      chi1[i],
      chi2[i],
    );
}

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

export { absoluteDeltaPhi, deltaPhi, deltaR, wrapPhi } from './angles.ts';
export {
  addFourVectors,
  energyFromMomentum,
  fourVector,
  invariantMass,
  invariantMassMassless,
  pseudorapidity,
  rapidity,
  transverseMomentum,
  type FourVector,
} from './four-vector.ts';
export { mt2 } from './mt2.ts';
export { transverseMassMassive, transverseMassMassless } from './transverse-mass.ts';

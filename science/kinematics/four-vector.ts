/** Energy and momentum in GeV (or any one unit of energy); z along the beam. */
export interface FourVector {
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
}

/**
 * From transverse momentum (GeV), pseudorapidity, azimuth (rad) and mass (GeV): pz = pt sinh(eta), E^2 = (pt
 * cosh(eta))^2 + m^2.
 */
export function fourVector(pt: number, eta: number, phi: number, mass = 0): FourVector {
  const momentum = pt * Math.cosh(eta);
  return {
    px: pt * Math.cos(phi),
    py: pt * Math.sin(phi),
    pz: pt * Math.sinh(eta),
    energy: Math.sqrt(momentum * momentum + mass * mass),
  };
}

export function addFourVectors(...vectors: readonly FourVector[]): FourVector {
  let [px, py, pz, energy] = [0, 0, 0, 0];
  for (const vector of vectors) {
    px += vector.px;
    py += vector.py;
    pz += vector.pz;
    energy += vector.energy;
  }
  return { px, py, pz, energy };
}

/** Invariant mass in GeV; 0 where rounding makes E^2 - p^2 negative. */
export function invariantMass(energy: number, px: number, py: number, pz: number): number {
  return Math.sqrt(Math.max((energy - pz) * (energy + pz) - px * px - py * py, 0));
}

/**
 * Invariant mass in GeV of two massless particles,
 * m^2 = 2 pt1 pt2 (cosh deta - cos dphi) = 4 pt1 pt2 (sinh^2(deta / 2) + sin^2(dphi / 2));
 * the second form keeps its precision where the two are nearly collinear.
 */
export function invariantMassMassless(
  pt1: number,
  eta1: number,
  phi1: number,
  pt2: number,
  eta2: number,
  phi2: number,
): number {
  const longitudinal = Math.sinh((eta1 - eta2) / 2);
  const transverse = Math.sin((phi1 - phi2) / 2);
  return 2 * Math.sqrt(pt1 * pt2 * (longitudinal * longitudinal + transverse * transverse));
}

/** Energy in GeV of a momentum and a mass, sqrt(p^2 + m^2). */
export function energyFromMomentum(px: number, py: number, pz: number, mass: number): number {
  return Math.sqrt(px * px + py * py + pz * pz + mass * mass);
}

/** sqrt(px^2 + py^2). */
export function transverseMomentum(px: number, py: number): number {
  return Math.sqrt(px * px + py * py);
}

/** Pseudorapidity, asinh(pz / pt); infinite along the beam. */
export function pseudorapidity(pt: number, pz: number): number {
  return Math.asinh(pz / pt);
}

/** Rapidity, atanh(pz / E). */
export function rapidity(energy: number, pz: number): number {
  return Math.atanh(pz / energy);
}

const TWO_PI = 2 * Math.PI;

/**
 * An angle in rad, wrapped to [-pi, pi). Angles already inside come back bit for bit; -pi stays and +pi becomes -pi.
 */
export function wrapPhi(angle: number): number {
  return angle - TWO_PI * Math.round(angle / TWO_PI);
}

/** phi1 - phi2 in rad, wrapped to [-pi, pi). */
export function deltaPhi(phi1: number, phi2: number): number {
  return wrapPhi(phi1 - phi2);
}

/** The angle between two directions in the transverse plane, |phi1 - phi2| wrapped to [0, pi] rad. */
export function absoluteDeltaPhi(phi1: number, phi2: number): number {
  return Math.abs(wrapPhi(phi1 - phi2));
}

/** Distance in the (eta, phi) plane, sqrt(deta^2 + dphi^2). */
export function deltaR(eta1: number, phi1: number, eta2: number, phi2: number): number {
  const eta = eta1 - eta2;
  const phi = deltaPhi(phi1, phi2);
  return Math.sqrt(eta * eta + phi * phi);
}

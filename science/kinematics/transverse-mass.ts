/**
 * Transverse mass in GeV of a visible system taken as massless and the missing transverse momentum,
 * mT^2 = 2 pt met (1 - cos dphi) = 4 pt met sin^2(dphi / 2).
 * For a visible system with a mass (a lepton pair) this is not the same as {@link transverseMassMassive}.
 */
export function transverseMassMassless(pt: number, phi: number, met: number, metPhi: number): number {
  return 2 * Math.sqrt(pt * met) * Math.abs(Math.sin((phi - metPhi) / 2));
}

/**
 * Transverse mass in GeV that keeps the mass of the visible system,
 * mT^2 = (sqrt(m^2 + pt^2) + met)^2 - |pt + met|^2, the missing particle massless.
 */
export function transverseMassMassive(mass: number, px: number, py: number, metX: number, metY: number): number {
  const energy = Math.sqrt(mass * mass + px * px + py * py);
  const met = Math.sqrt(metX * metX + metY * metY);
  return Math.sqrt(Math.max(mass * mass + 2 * (energy * met - px * metX - py * metY), 0));
}

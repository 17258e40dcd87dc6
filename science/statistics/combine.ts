/** A significance with its error. */
export interface Significance {
  readonly significance: number;
  /** Null where it is not known. */
  readonly error: number | null;
}

/**
 * Independent channels in quadrature: Z = sqrt(sum of Z_c^2), error = sqrt(sum of (Z_c error_c)^2) / Z.
 * Channels without a significance (null) add nothing.
 * @returns null when no channel has a significance; the error is null when one of the channels' is
 */
export function combineInQuadrature(channels: readonly (Significance | null)[]): Significance | null {
  const present = channels.filter((channel) => channel !== null);
  if (present.length === 0) return null;
  const significance = Math.hypot(...present.map((channel) => channel.significance));
  const errors = present.map((channel) => channel.error);
  if (!errors.every((error) => error !== null)) return { significance, error: null };
  // At Z = 0 the ratio is undefined; the largest error bounds it.
  const error =
    significance > 0
      ? Math.hypot(...present.map((channel, i) => channel.significance * (errors[i] as number))) / significance
      : Math.max(...errors);
  return { significance, error };
}

/** Conditional fits by signal strength: where the next one nearby starts. */
export type KnownFits = Map<number, Float64Array>;

/**
 * The parameters at `mu`, guessed on the line through the fits at the two nearest signal strengths; from one fit, its parameters.
 * @param otherwise where no fit is known
 */
export function guessAt(known: KnownFits, mu: number, otherwise: Float64Array): Float64Array {
  let [nearest, second] = [NaN, NaN];
  for (const strength of known.keys()) {
    const distance = Math.abs(strength - mu);
    if (!(distance >= Math.abs(nearest - mu))) [nearest, second] = [strength, nearest];
    else if (!(distance >= Math.abs(second - mu))) second = strength;
  }
  const first = known.get(nearest);
  const other = known.get(second);
  if (first === undefined) return otherwise;
  const fraction = (mu - nearest) / (second - nearest);
  // Far beyond both the line is worth less than the nearest fit.
  if (other === undefined || Math.abs(fraction) > 1) return first;
  return first.map((x, i) => x + fraction * ((other[i] as number) - x));
}

const turn = 2 * Math.PI;

/** The same angle in [from, from + 2 pi). */
export function wrapFrom(angle: number, from: number): number {
  const wrapped = angle - turn * Math.floor((angle - from) / turn);
  return wrapped >= from + turn ? from : wrapped;
}

/** The direction in which there are the fewest angles: where a circle is best cut open. */
export function emptiestDirection(angles: Float64Array): number {
  const sectors = 36;
  const counts = new Float64Array(sectors);
  for (const angle of angles) {
    const sector = Math.min(sectors - 1, Math.floor((wrapFrom(angle, 0) / turn) * sectors));
    counts[sector] = (counts[sector] as number) + 1;
  }
  const smoothed = counts.map(
    (count, sector) =>
      2 * count + (counts[(sector + 1) % sectors] as number) + (counts[(sector + sectors - 1) % sectors] as number),
  );
  const emptiest = smoothed.indexOf(Math.min(...smoothed));
  return wrapFrom(((emptiest + 0.5) / sectors) * turn, -Math.PI);
}

/**
 * Ensemble selection (Caruana, Niculescu-Mizil, Crew, Ksikes, ICML 2004, sections 2 and 2.1): the best members first, then step by step the one
 * with which the mean score is best, members again and again; the best point on the way is kept.
 * @param scores of each member, `[events]`
 * @param merit larger is better, of scores on the events
 * @returns the weight of each member in the mean; they sum to 1
 */
export function selectEnsemble(
  scores: readonly Float32Array[],
  merit: (scores: Float32Array) => number,
  { steps, initial }: { readonly steps: number; readonly initial: number },
): readonly number[] {
  const single = scores.map(merit);
  const order = single
    .map((_, member) => member)
    .sort((a, b) => (single[b] as number) - (single[a] as number) || a - b);
  const counts = scores.map(() => 0);
  const sum = new Float64Array(scores[0]?.length ?? 0);
  let size = 0;
  const add = (member: number): void => {
    counts[member] = (counts[member] as number) + 1;
    size++;
    (scores[member] as Float32Array).forEach((score, event) => {
      sum[event] = (sum[event] as number) + score;
    });
  };
  const mean = new Float32Array(sum.length);
  const with_ = (member: number): number => {
    const own = scores[member] as Float32Array;
    for (let event = 0; event < mean.length; event++)
      mean[event] = ((sum[event] as number) + (own[event] as number)) / (size + 1);
    return merit(mean);
  };
  let best = { merit: -Infinity, counts: [...counts] };
  const note = (found: number): void => {
    if (found > best.merit) best = { merit: found, counts: [...counts] };
  };
  for (const member of order.slice(0, Math.max(1, initial))) {
    const found = with_(member);
    add(member);
    note(found);
  }
  while (size < steps) {
    const found = order.map((member) => [member, with_(member)] as const);
    const [member, value] = found.reduce((top, one) => (one[1] > top[1] ? one : top));
    add(member);
    note(value);
  }
  const total = best.counts.reduce((all, count) => all + count, 0);
  return best.counts.map((count) => count / total);
}

/** The weighted mean of members' scores. */
export function blendScores(scores: readonly Float32Array[], weights: readonly number[]): Float32Array {
  return Float32Array.from(scores[0] ?? [], (_, event) =>
    scores.reduce((sum, own, member) => sum + (weights[member] as number) * (own[event] as number), 0),
  );
}

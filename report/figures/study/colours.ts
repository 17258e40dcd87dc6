/** Colours from the worst (0) to the best (1) score: dark violet to yellow-green, rising in lightness (after viridis, made for all eyes). */
const stops = ['#44206b', '#3b528b', '#21918c', '#5ec962', '#b8d92e'] as const;

/** The colour at a fraction of the scale. */
export function scoreColour(fraction: number): string {
  const place = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [channels(stops[index] ?? ''), channels(stops[index + 1] ?? '')];
  const part = place - index;
  const mixed = from.map((channel, place_) => Math.round(channel + ((to[place_] ?? 0) - channel) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

const channels = (colour: string): readonly number[] =>
  [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));

/** Position of each score between the worst and the best by rank: a few very bad ones leave the others their colours. */
export function rankFractions(scores: readonly number[], goal: 'minimise' | 'maximise'): readonly number[] {
  const sign = goal === 'maximise' ? 1 : -1;
  const ordered = scores.map((score) => sign * score).sort((a, b) => a - b);
  return scores.map((score) => (ordered.length < 2 ? 1 : ordered.indexOf(sign * score) / (ordered.length - 1)));
}

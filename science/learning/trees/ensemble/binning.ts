/** Bins of a feature's values; trees split between bins only (as LightGBM and XGBoost's `hist`). */
export interface FeatureBins {
  /** Rising. Bin b holds edges[b - 1] < x <= edges[b]; the last bin has no upper edge. */
  readonly edges: Float32Array;
}

/** The code of a missing value in every feature. */
export const MISSING = 255;
/** The most bins of a feature. */
export const MOST_BINS = 255;

/** Events by the bins of their features, column by column. */
export interface BinnedEvents {
  readonly events: number;
  readonly width: number;
  /** `[width x events]`: codes of feature f from f x events on. */
  readonly codes: Uint8Array;
}

/** A sample of so many events is enough to place the edges. */
const sampled = 200_000;

/**
 * Bins with about equal numbers of events. Features of few values get one bin each, so that every split is found.
 * @param features `[events x width]`, row-major, NaN where missing; infinities go to the outer bins
 */
export function fitBins(features: Float32Array, width: number): readonly FeatureBins[] {
  const events = features.length / width;
  const stride = Math.max(1, Math.floor(events / sampled));
  return Array.from({ length: width }, (_, feature) => {
    const column = new Float32Array(Math.ceil(events / stride));
    let count = 0;
    for (let event = 0; event < events; event += stride) {
      const value = features[event * width + feature] as number;
      if (value === value) column[count++] = value;
    }
    return { edges: edgesOf(column.subarray(0, count).sort()) };
  });
}

/** @param sorted rising */
function edgesOf(sorted: Float32Array): Float32Array {
  const distinct: number[] = [];
  // How many values lie up to and including each distinct one
  const upTo: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number;
    if (distinct.at(-1) === value) upTo[upTo.length - 1] = i + 1;
    else {
      distinct.push(value);
      upTo.push(i + 1);
    }
  }
  const edges: number[] = [];
  let filled = 0;
  for (let i = 0; i + 1 < distinct.length; i++) {
    const many = distinct.length > MOST_BINS;
    // A bin ends with the value that brings it to its share of what is left
    const share = (sorted.length - filled) / (MOST_BINS - edges.length);
    if (many && ((upTo[i] as number) - filled < share || edges.length === MOST_BINS - 1)) continue;
    edges.push(between(distinct[i] as number, distinct[i + 1] as number));
    filled = upTo[i] as number;
  }
  return Float32Array.from(edges);
}

/** A float32 not below `low` and below `high`, half-way where there is one. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle >= low && middle < high ? middle : low;
}

/** The codes of events, of those that the bins were fitted on or of others. */
export function binEvents(features: Float32Array, bins: readonly FeatureBins[]): BinnedEvents {
  const width = bins.length;
  const events = features.length / width;
  const codes = new Uint8Array(width * events);
  bins.forEach(({ edges }, feature) => {
    const begin = feature * events;
    for (let event = 0; event < events; event++) {
      const value = features[event * width + feature] as number;
      if (value !== value) {
        codes[begin + event] = MISSING;
        continue;
      }
      let low = 0;
      let high = edges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value > (edges[middle] as number)) low = middle + 1;
        else high = middle;
      }
      codes[begin + event] = low;
    }
  });
  return { events, width, codes };
}

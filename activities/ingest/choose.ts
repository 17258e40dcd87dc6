/** Which objects of each event are kept. */
export interface ChosenObjects {
  readonly keep: number;
  /** [rows] number of selected objects, before truncation. */
  readonly counts: Int32Array;
  /** [keep x rows], slot by slot: index of the object in the flat values, -1 where there is none. */
  readonly slots: Int32Array;
}

/**
 * Selects the objects of each event, sorts them by `sortBy` (largest first; equal values keep their order) and keeps the
 * first `keep`. `offsets` [rows + 1] delimit the events in the flat arrays `selected` (1: selected) and `sortBy`.
 */
export function chooseObjects(
  offsets: Int32Array,
  selected: Uint8Array | undefined,
  sortBy: ArrayLike<number> | undefined,
  keep: number,
): ChosenObjects {
  const rows = offsets.length - 1;
  const counts = new Int32Array(rows);
  const slots = new Int32Array(keep * rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1] as number;
    let count = 0;
    for (let object = offsets[row] as number; object < end; object++) {
      if (selected?.[object] === 0) continue;
      insert(slots, row, rows, Math.min(count, keep), keep, object, sortBy);
      count++;
    }
    counts[row] = count;
  }
  return { keep, counts, slots };
}

/** Inserts an object among the `filled` best of its event; what falls off the end is dropped. */
function insert(
  slots: Int32Array,
  row: number,
  rows: number,
  filled: number,
  keep: number,
  object: number,
  sortBy: ArrayLike<number> | undefined,
): void {
  let slot = filled;
  if (sortBy !== undefined) {
    const value = sortBy[object] as number;
    while (slot > 0 && (sortBy[slots[(slot - 1) * rows + row] as number] as number) < value) slot--;
  }
  if (slot >= keep) return;
  for (let later = Math.min(filled, keep - 1); later > slot; later--)
    slots[later * rows + row] = slots[(later - 1) * rows + row] as number;
  slots[slot * rows + row] = object;
}

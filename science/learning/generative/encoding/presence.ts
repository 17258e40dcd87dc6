/**
 * Which columns are missing together, and which of those are missing whenever others are: the fourth jet where there is no third.
 * The columns of a chain are one count: how many of its groups an event has.
 */
export interface PresenceChain {
  /** Groups of columns, each present only where those before it are. */
  readonly groups: readonly (readonly string[])[];
}

/**
 * Chains of the columns that are missing in some events; columns that never are belong to none.
 * @param present by column, `[events]`: 1 where there is a value
 */
export function presenceChains(present: ReadonlyMap<string, Uint8Array>): readonly PresenceChain[] {
  const groups: { readonly columns: string[]; readonly mask: Uint8Array; readonly events: number }[] = [];
  for (const [column, mask] of present) {
    const events = mask.reduce((sum, one) => sum + one, 0);
    if (events === mask.length) continue;
    const same = groups.find((group) => group.events === events && contains(group.mask, mask));
    if (same === undefined) groups.push({ columns: [column], mask, events });
    else same.columns.push(column);
  }
  groups.sort((a, b) => b.events - a.events);
  const chains: (typeof groups)[] = [];
  for (const group of groups) {
    const chain = chains.find((links) => {
      const last = links.at(-1);
      return last !== undefined && contains(last.mask, group.mask);
    });
    if (chain === undefined) chains.push([group]);
    else chain.push(group);
  }
  return chains.map((links) => ({ groups: links.map(({ columns }) => columns) }));
}

/** Whether everything in `inner` is in `outer`. */
function contains(outer: Uint8Array, inner: Uint8Array): boolean {
  return inner.every((one, event) => one === 0 || outer[event] === 1);
}

/** A set of trials that compete: of those at one rung, the best go on to the next with more of the resource. */
export interface Bracket {
  /** Number of the first trial, from 1. */
  readonly first: number;
  /** Trials and amount of the resource at each rung. */
  readonly rungs: readonly { readonly trials: number; readonly budget: number }[];
}

interface Resource {
  readonly least: number;
  readonly most: number;
  readonly factor: number;
}

/** Rungs above the first that fit between the least and the most: floor(log_factor(most / least)). */
const halvings = ({ least, most, factor }: Resource): number =>
  Math.max(0, Math.floor(Math.log(most / least) / Math.log(factor) + 1e-9));

function bracket(first: number, trials: number, rungs: number, { most, factor }: Resource): Bracket {
  return {
    first,
    rungs: Array.from({ length: rungs + 1 }, (_, rung) => ({
      trials: Math.max(1, Math.floor(trials / factor ** rung)),
      budget: Math.max(1, Math.round(most * factor ** (rung - rungs))),
    })),
  };
}

/** One bracket of that many trials (Jamieson and Talwalkar, AISTATS 2016, algorithm 1). */
export const successiveHalving = (trials: number, resource: Resource): readonly Bracket[] => [
  bracket(1, trials, halvings(resource), resource),
];

/**
 * Brackets from many trials with little of the resource to few with all of it (Li et al., JMLR 18 (2018), algorithm 1, with the resource in units
 * of `least`), over and over until there are `trials`; the last one may be smaller. Without `trials`, each bracket once.
 */
export function hyperband(trials: number | null, resource: Resource): readonly Bracket[] {
  const most = halvings(resource);
  const brackets: Bracket[] = [];
  let first = 1;
  for (let rungs = most; trials === null || first <= trials; rungs = rungs === 0 ? most : rungs - 1) {
    const whole = Math.ceil(((most + 1) * resource.factor ** rungs) / (rungs + 1) - 1e-9);
    const size = trials === null ? whole : Math.min(whole, trials - first + 1);
    brackets.push(bracket(first, size, rungs, resource));
    first += size;
    if (trials === null && rungs === 0) break;
  }
  return brackets;
}

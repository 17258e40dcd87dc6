import { victimKinds, type VictimKind } from './victims.ts';

/** Victims in random order, each as often as the others. */
export interface Deck {
  /** The next one that is possible now; those before it stay first in line. */
  draw(possible: (kind: VictimKind) => boolean): VictimKind | undefined;
}

export function shuffledDeck(random: () => number): Deck {
  let cards: VictimKind[] = [];
  return {
    draw(possible) {
      if (cards.length === 0) cards = shuffled(victimKinds, random);
      const kind = cards.find(possible);
      if (kind !== undefined) cards.splice(cards.indexOf(kind), 1);
      return kind;
    },
  };
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const left = [...values];
  return values.map(() => left.splice(Math.floor(random() * left.length), 1)[0] as T);
}

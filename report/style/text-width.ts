import { labelToText } from './markup.ts';

/** Widths of Helvetica's characters in em (Adobe font metrics, rounded); Arial and Liberation Sans have the same. */
const classes: readonly (readonly [RegExp, number])[] = [
  [/[ijl'|]/, 0.22],
  [/[ ftIr!.,:;/\\[\]()-]/, 0.3],
  [/[mM%W@]/, 0.86],
  [/[A-HKN-VX-Z&×≤≥√−–+<>=]/, 0.69],
  [/[csvxyzkJ]/, 0.5],
];

/** Estimated width in px of a label (see markup.ts) in a sans-serif font: there is no canvas to measure with. */
export function labelWidth(label: string, fontSize: number): number {
  const small = [...label.matchAll(/[\^_]\{([^{}]*)\}/g)].map((match) => match[1] ?? '').join('');
  return fontSize * (ems(labelToText(label).replaceAll(/[\^_](?=\S)/g, '')) - 0.28 * ems(small));
}

function ems(text: string): number {
  let width = 0;
  for (const character of text) width += classes.find(([matcher]) => matcher.test(character))?.[1] ?? 0.556;
  return width;
}

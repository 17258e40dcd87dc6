import { labelToText } from './markup.ts';

/** Widths of the characters 32 to 126 of Helvetica in thousandths of an em (Adobe font metrics); those of Arial and Liberation Sans too. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
/** Any other: about that of × − – μ √. */
const otherWidth = 575;

/** Width in px of a label (see markup.ts) in a sans-serif font: there is no canvas to measure with. */
export function labelWidth(label: string, fontSize: number): number {
  const small = [...label.matchAll(/[\^_]\{([^{}]*)\}/g)].map((match) => match[1] ?? '').join('');
  const whole = labelToText(label.replaceAll(/[\^_~]\{([^{}]*)\}/g, '$1'));
  return (fontSize / 1000) * (textWidth(whole) - 0.28 * textWidth(small));
}

function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widths[(character.codePointAt(0) ?? 0) - 32] ?? otherWidth;
  return width;
}

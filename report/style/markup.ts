/**
 * Labels are written once, in a small markup, for figures, pages and terminals: `10^{3}` is a superscript, `m_{Z'}` a
 * subscript, `t~{t}` an overlined antiparticle.
 */
const marked = /([\^_~])\{([^{}]*)\}/g;

interface Piece {
  readonly kind: 'plain' | '^' | '_' | '~';
  readonly text: string;
}

function pieces(label: string): readonly Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of label.matchAll(marked)) {
    if (match.index > end) found.push({ kind: 'plain', text: label.slice(end, match.index) });
    found.push({ kind: match[1] as Piece['kind'], text: match[2] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < label.length) found.push({ kind: 'plain', text: label.slice(end) });
  return found;
}

/** `text` with the five characters that XML and HTML reserve replaced by entities. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const raised = 0.36;
const lowered = 0.24;
const smaller = 0.72;

/** SVG children of a `<text>` for a label whose characters are already escaped. Positions stay those of the text. */
export function labelToSvg(escapedLabel: string): string {
  let shift = 0;
  return pieces(escapedLabel)
    .map(({ kind, text }) => {
      const wanted = kind === '^' ? -raised : kind === '_' ? lowered : 0;
      const size = kind === '^' || kind === '_' ? smaller : 1;
      const attributes = [
        wanted === shift ? '' : ` dy="${Number(((wanted - shift) / size).toFixed(3))}em"`,
        size === 1 ? '' : ` font-size="${smaller * 100}%"`,
        kind === '~' ? ' text-decoration="overline"' : '',
      ].join('');
      shift = wanted;
      return attributes === '' ? text : `<tspan${attributes}>${text}</tspan>`;
    })
    .join('');
}

/** Escaped HTML for a label. */
export function labelToHtml(label: string): string {
  return pieces(label)
    .map(({ kind, text }) => {
      const escaped = escapeMarkup(text);
      if (kind === '^') return `<sup>${escaped}</sup>`;
      if (kind === '_') return `<sub>${escaped}</sub>`;
      return kind === '~' ? `<span class="bar">${escaped}</span>` : escaped;
    })
    .join('');
}

/** The label for a terminal or an alternative text: `10^3`, `m_Z'`, `ttbar`. */
export function labelToText(label: string): string {
  return pieces(label)
    .map(({ kind, text }) => (kind === '~' ? `${text}bar` : kind === 'plain' ? text : `${kind}${text}`))
    .join('');
}

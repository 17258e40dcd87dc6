import { escapeMarkup, labelToHtml } from '../style/markup.ts';

/** Text that is HTML already. Made only here, so that nothing else reaches a page unescaped. */
export interface Html {
  readonly html: string;
}

export type Content = Html | string | number | null | undefined | readonly Content[];

/** A template whose values are escaped unless they are HTML; lists are joined, null and undefined are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { html: strings.map((text, index) => (index === 0 ? '' : render(values[index - 1])) + text).join('') };
}

export function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return escapeMarkup(content);
  if (typeof content === 'number') return String(content);
  return 'html' in content ? content.html : content.map(render).join('');
}

/** Text from a trusted source: style sheets and the SVG that Umbra's own figures are made of. */
export const trusted = (text: string): Html => ({ html: text });

/** A label in the markup of style/markup.ts. */
export const label = (text: string): Html => ({ html: labelToHtml(text) });

/** An id for links within the page. */
export const anchor = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');

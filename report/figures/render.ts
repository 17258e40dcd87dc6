import type { Spec } from 'vega';
import { escapeMarkup, labelToSvg } from '../style/markup.ts';

const fonts = 'Helvetica, Arial, "Liberation Sans", sans-serif';

/**
 * Draws a specification as a self-contained SVG: the same bytes for the same specification. Vega is loaded with the first figure, not
 * before: that takes a fifth of a second, which every worker would pay.
 */
export async function renderSvg(specification: Spec): Promise<string> {
  const { Error: errorsOnly, parse, View } = await import('vega');
  const view = new View(parse(specification), { renderer: 'none', logLevel: errorsOnly });
  try {
    return tidy(await view.toSVG(), specification);
  } finally {
    view.finalize();
  }
}

/** Less than half of the bytes, the same picture: no roles, no defaults, coordinates to a tenth of a px; labels' markup drawn. */
function tidy(svg: string, { description = '' }: Spec): string {
  const title = escapeMarkup(typeof description === 'string' ? description : '');
  return svg
    .replaceAll(/<path class="background"[^>]*\/>/g, '')
    .replaceAll(/<[^>]+>/g, tidyTag)
    .replace(/<path d="" display="none"\/>/, '')
    .replaceAll(/<g><\/g>/g, '')
    .replaceAll(/(<text[^>]*>)([^<]*)/g, (_, tag: string, label: string) => tag + labelToSvg(label))
    .replace(
      /^<svg[^>]*>/,
      (tag) =>
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${/viewBox="([^"]*)"/.exec(tag)?.[1] ?? ''}" ` +
        `role="img" font-family="${escapeMarkup(fonts)}"><title>${title}</title>`,
    );
}

const superfluous =
  / (?:aria-[a-z]+|role|class|pointer-events|font-family|stroke-miterlimit|aria-hidden)="[^"]*"| (?:opacity|fill-opacity)="1"| stroke="none"| text-anchor="start"| font-(?:weight|style)="normal"| stroke-dasharray=""| transform="translate\(0,0\)"/g;

function tidyTag(tag: string): string {
  return tag
    .replaceAll(superfluous, '')
    .replaceAll(/\d+\.\d\d+/g, (number) => String(Number(Number(number).toFixed(1))));
}

import { html, trusted, type Content, type Html } from './html.ts';

/** Needed in a file of its own, not inside HTML. */
const namespace = ' xmlns="http://www.w3.org/2000/svg"';

/** An SVG with its caption. `wide`: as wide as the page allows. */
export const figureBlock = (svg: string, caption: Content, size: 'normal' | 'wide' = 'normal'): Html =>
  html`<figure class="${size}">
    ${trusted(svg.replace(namespace, ''))}
    <figcaption>${caption}</figcaption>
  </figure>`;

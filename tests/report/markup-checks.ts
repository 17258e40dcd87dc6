/** Reads an SVG or the page's HTML as a tree would be read; throws where tags do not match or text is not escaped. */
export function elementsOf(markup: string): readonly { readonly name: string; readonly attributes: string }[] {
  const voids = new Set(['meta', 'br', 'link', '!doctype']);
  const open: string[] = [];
  const found: { name: string; attributes: string }[] = [];
  let end = 0;
  for (const match of markup.matchAll(/<(\/?)([!a-zA-Z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g)) {
    checkText(markup.slice(end, match.index), open.at(-1));
    end = match.index + match[0].length;
    const [, closing, name = '', attributes = '', alone] = match;
    if (closing === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}> at ${match.index}`);
      continue;
    }
    found.push({ name, attributes });
    if (alone !== '/' && !voids.has(name.toLowerCase())) open.push(name);
  }
  checkText(markup.slice(end), open.at(-1));
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return found;
}

function checkText(text: string, parent: string | undefined): void {
  if (parent === 'style') return;
  const bad = /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.exec(text);
  if (bad !== null) throw new Error(`unescaped ${bad[0]} in ${JSON.stringify(text.slice(0, 80))}`);
}

/** Values of one attribute over all elements of a kind, in order. */
export function attribute(markup: string, element: string, name: string): readonly string[] {
  return elementsOf(markup)
    .filter((one) => one.name === element)
    .flatMap(({ attributes }) => new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? []);
}

/** Text of all <text> elements of an SVG with the markup of labels taken out. */
export const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map((match) => (match[1] ?? '').replaceAll(/<[^>]+>/g, ''));

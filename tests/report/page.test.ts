import { beforeAll, describe, expect, it } from 'vitest';
import { renderPage, type Gathered, type ReportInputs } from '../../report/page/index.ts';
import { attribute, elementsOf } from './markup-checks.ts';
import { categories, settings, syntheticReport } from './synthetic-report.ts';

let inputs: ReportInputs;
let page: string;

beforeAll(async () => {
  inputs = await syntheticReport();
  page = await renderPage(inputs, settings);
});

/** Text of the cells of the first table row whose heading starts with `heading`. */
function row(of: string, section: string, heading: string): readonly string[] {
  const from = of.indexOf(`<section id="${section}"`);
  const rows = of.slice(from).match(/<tr[^>]*>[\s\S]*?<\/tr>/g) ?? [];
  const cells = rows.map((text) =>
    [...text.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map((match) =>
      (match[1] ?? '')
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
  );
  return cells.find(([first]) => first?.startsWith(heading)) ?? [];
}

const without = <T>(gathered: readonly Gathered<T>[], region: string): readonly Gathered<T>[] =>
  gathered.filter(({ attributes }) => attributes.region !== region);

describe('the page', () => {
  it('is well-formed and needs nothing from elsewhere', () => {
    expect(() => elementsOf(page)).not.toThrow();
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<script|<link|<img/i);
  });

  it('is the same bytes for the same inputs', async () => {
    expect(await renderPage(await syntheticReport(), settings)).toBe(page);
  });

  it('has unique ids, and every link leads to one of them', () => {
    const ids = elementsOf(page).flatMap(({ attributes }) => /\sid="([^"]*)"/.exec(attributes)?.[1] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = attribute(page, 'a', 'href');
    expect(links.length).toBeGreaterThan(2 * categories.length);
    for (const link of links) expect(ids).toContain(link.slice(1));
  });

  it('shows every figure of every category, the overview, one figure a model and scenario, and the cutflow', () => {
    expect(elementsOf(page).filter(({ name }) => name === 'svg')).toHaveLength(2 * 6 + 1 + 1 + 1);
  });

  it('escapes what people wrote', async () => {
    expect(page).toContain('W &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;');
    const hostile = await renderPage(inputs, { ...settings, title: '</title><script>1</script>', text: ['a < b & c'] });
    expect(hostile).not.toContain('<script');
    expect(hostile).toContain('a &lt; b &amp; c');
    expect(() => elementsOf(hostile)).not.toThrow();
  });
});

describe('tables', () => {
  it('add up yields of samples and subsets, with errors of particle-level events and naive ones in quadrature', () => {
    // ttbar: two samples of weights 100 and 10, two subsets, channel ee: sum 2 x 3 x 110, errors sqrt(2) x 4 (3) x sqrt(100^2 + 10^2).
    const cells = row(page, 'yields', 't t');
    expect(cells[1]).toBe('660 ± 570 (± 430)');
    expect(cells[2]).toBe('40');
    expect(cells[5]).toBe('1540 ± 800 (± 600)');
    expect(row(page, 'yields', 'Total background')[5]).toBe('1550 ± 800 (± 600)');
  });

  it('add up cutflows', () => {
    // 20 x 110 events; error 3 x sqrt(100^2 + 10^2) = 301.5: 14 %.
    expect(row(page, 'cutflows', 't t').slice(1)).toEqual(['2200 ± 14 % · 80', '1540 ± 26 % · 40']);
    expect(row(page, 'cutflows', 'Total background')[1]).toBe('2220 ± 14 % · 120');
  });

  it('compare the methods on the same events, with the effective background beside each significance', () => {
    const cells = row(page, 'comparison', 'DH LDS, low');
    expect(cells).toContain('0.9876');
    expect(cells).toContain('0.400 ± 0.050 12.5');
    expect(cells).toContain('0.200 ± 0.050 12.5');
    // 0.4 of the network over 0.1 of cut and count on the test events.
    expect(cells).toContain('× 4.0');
  });

  it('say to which share of the luminosity unscaled data correspond', () => {
    expect(page).toContain('0.00140');
  });
});

describe('what failed', () => {
  it('is named, and the rest is shown', async () => {
    const failed = await renderPage(
      {
        ...inputs,
        figures: without(inputs.figures, 'high'),
        summaries: without(inputs.summaries, 'high'),
        histories: without(inputs.histories, 'high'),
        massPoints: without(inputs.massPoints, 'high'),
      },
      settings,
    );
    expect(() => elementsOf(failed)).not.toThrow();
    expect(failed).toMatch(
      /<li>\s*<a href="#category-dh-lds-high">DH LDS, high m<sub>Z′<\/sub><\/a\s*>:\s*training, comparison, figures\s*<\/li>/,
    );
    expect(
      row(failed, 'comparison', 'DH LDS, high')
        .slice(1)
        .every((cell) => cell === '–'),
    ).toBe(true);
    expect(row(failed, 'comparison', 'DH LDS, low')).toContain('0.9876');
    expect(page).not.toContain('Incomplete');
  });

  it('leaves a page even when nothing at all is there', async () => {
    const empty = await renderPage(
      { figures: [], summaries: [], histories: [], massPoints: [], yields: [], counts: [], cutflows: [] },
      settings,
    );
    expect(() => elementsOf(empty)).not.toThrow();
    expect(empty).toContain('No category was compared.');
    expect(empty).not.toContain('NaN');
  });
});

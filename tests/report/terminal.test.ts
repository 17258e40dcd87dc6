import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { renderResults, renderTable } from '../../report/terminal/index.ts';
import { campaignResultsSchema, type CampaignResults } from '../../schemas/results/index.ts';

const events = { signal: 1844, background: 26628 };
const sums = { signal: 61.7, background: 1.07e6 };
const category = (model: string, region: string, network: number): CampaignResults['categories'][number] => ({
  category: `${model}_LDS_${region}`,
  model,
  scenario: 'LDS',
  region,
  auc: 0.98421,
  events: { train: events, validation: events, test: events },
  sum_of_weights: { train: sums, validation: sums, test: sums },
  epochs: 21,
  dropout_std: { signal: 0.013, background: 2.4e-4 },
  significance: { mass: 130, network, network_dropout: null, cut_and_count: 0.5 },
});
const methods = ['network', 'network_dropout', 'cut-and-count', 'cut-and-count-test'] as const;
const results: CampaignResults = campaignResultsSchema.parse({
  campaign: 'search',
  run: 'search-1',
  categories: [category('DH', 'low', 0.439), category('EFT', 'high', 7.59e-7)],
  mass_points: ['DH', 'EFT'].flatMap((model) =>
    methods.flatMap((method) =>
      ['ee', 'combined'].map((channel) => ({
        model,
        scenario: 'LDS',
        mass: 130,
        channel,
        method,
        signal: 1,
        background: 2,
        background_effective: 3.24,
        significance: method === 'network_dropout' ? null : 0.25,
        significance_error: null,
        threshold: channel === 'ee' ? 0.9 : null,
      })),
    ),
  ),
  cutflows: [
    {
      dsid: 110100,
      steps: [
        { name: 'all', events: 600, weighted: 104980.4, error: 4451 },
        { name: 'met', events: 5, weighted: 1e-5, error: 1e-6 },
      ],
    },
    { dsid: 7, steps: [{ name: 'all', events: 6, weighted: 1, error: 1 }] },
  ],
});

describe('renderResults', () => {
  it('shows a line for each category with the effective background beside each significance', () => {
    const lines = renderResults(results, { width: 200, full: false }).split('\n');
    expect(
      lines
        .find((line) => line.startsWith('DH_LDS_low'))
        ?.trim()
        .split(/\s{2,}/),
    ).toEqual([
      'DH_LDS_low',
      '0.9842',
      '130',
      '0.439 (3.24)',
      '- (3.24)',
      '0.500 (3.24)',
      '0.250 (3.24)',
      '21',
      '0.013 / 2.4e-4',
      '1844',
      '26628',
    ]);
    expect(lines.find((line) => line.startsWith('EFT_LDS_high'))).toContain('7.59e-7');
  });

  it('adds mass points and cutflows when all is asked for', () => {
    const short = renderResults(results, { width: 200, full: false });
    const full = renderResults(results, { width: 200, full: true });
    expect(short).not.toContain('110100');
    expect(full).toContain('600 (105000)');
    expect(full).toMatch(/DH LDS\s+130\s+ee\s+0\.250 \(3\.24\)/);
    // A sample without a step has a dash there.
    expect(full.split('\n').find((line) => line.trim().startsWith('7 '))).toMatch(/6 \(1\.00\)\s+-$/);
  });

  it('fits every width, has no colour codes, and names what it leaves out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 72, max: 220 }), (width) => {
        const text = renderResults(results, { width, full: true });
        for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        expect(text).not.toContain('\u001b');
      }),
    );
    expect(renderResults(results, { width: 80, full: false })).toContain('(no room for: dropout mean, epochs');
  });

  it('says so when there is nothing yet', () => {
    const nothing = renderResults(
      { ...results, categories: [], mass_points: [], cutflows: [] },
      { width: 80, full: true },
    );
    expect(nothing).toContain('No category has been compared yet.');
  });
});

it('columns of a table line up whatever is in them', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', 'μ', '-'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
      const [, rule = '', ...lines] = renderTable(
        [
          { title: 'name', align: 'left', cell: ([name]: [string, string]) => name },
          { title: 'value', cell: ([, value]: [string, string]) => value },
        ],
        rows,
        { width: 80 },
      ).split('\n');
      const start = rule.lastIndexOf(' ') + 1;
      lines.forEach((line, index) => {
        expect(line.length).toBe(rule.length);
        expect(line.slice(0, start).trim()).toBe(rows[index]?.[0]);
        expect(line.slice(start).trim()).toBe(rows[index]?.[1]);
      });
    }),
  );
});

import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  categoryFigures,
  collisionHeader,
  cutflowFigure,
  dropoutFigure,
  lossFigure,
  massFigure,
  overviewFigure,
  renderSvg,
  rocFigure,
  significanceFigure,
  validationFigure,
} from '../../report/figures/index.ts';
import { labelWidth } from '../../report/style/text-width.ts';
import { curvesSchema, type Curves, type History } from '../../schemas/results/index.ts';
import { attribute, elementsOf, textsOf } from './markup-checks.ts';
import { syntheticCurves, syntheticHistory } from './synthetic.ts';

const header = collisionHeader(13, 139);
const context = { category: 'DH LDS, low m_{Z′}', header };
const curves = syntheticCurves({
  model: 'DH',
  scenario: 'LDS',
  masses: [130, 200, 400, 600],
  separation: 1.8,
  signal: 120,
  seed: 3,
  events: 800,
});
const history = syntheticHistory(27, 22);

/** Fills and strokes of all paths of one colour. */
const paths = (svg: string, name: 'fill' | 'stroke', colour: string): number =>
  attribute(svg, 'path', name).filter((value) => value === colour).length;

const numbersOf = (path: string): readonly number[] => (path.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);

describe('every figure', () => {
  it('is well-formed, has a title and no NaN, no id, no link', async () => {
    const drawn = await categoryFigures(curves, history, {
      category: { model: 'DH', scenario: 'LDS', region: 'low' },
      energyTev: 13,
      luminosityFb: 139,
    });
    expect(Object.keys(drawn)).toEqual([
      'validation',
      'roc',
      'significance',
      'significance_highest',
      'dropout',
      'loss',
    ]);
    for (const svg of Object.values(drawn)) {
      expect(elementsOf(svg).filter(({ name }) => name === 'title')).toHaveLength(1);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(svg).not.toMatch(/ id=|href=|url\(/);
      expect(textsOf(svg)).toContain('Simulation, private work');
      expect(textsOf(svg)).toContain('√s = 13 TeV, 139 fb−1');
    }
  });

  it('is the same bytes when drawn again, alone or beside others', async () => {
    const specification = () => validationFigure(curves, context);
    const alone = await renderSvg(specification());
    const [first, , second] = await Promise.all([
      renderSvg(specification()),
      renderSvg(lossFigure(history, context)),
      renderSvg(specification()),
    ]);
    expect(first).toBe(alone);
    expect(second).toBe(alone);
  });

  it('escapes names', async () => {
    const hostile = '<script>alert("x")</script> & \'y\'';
    const named: Curves = {
      ...curves,
      score: {
        ...curves.score,
        backgrounds: curves.score.backgrounds.map((entry) => ({ ...entry, process: `${entry.process} ${hostile}` })),
      },
    };
    const svg = await renderSvg(validationFigure(named, { category: hostile, header }));
    expect(() => elementsOf(svg)).not.toThrow();
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
  });
});

describe('validation plot', () => {
  it('has a filled histogram and a legend entry for each process, a line for at most three mass points, a hatched band', async () => {
    const svg = await renderSvg(validationFigure(curves, context));
    for (const colour of ['#3f90da', '#ffa90e', '#94a4a2', '#a96b59', '#92dadd'])
      expect(paths(svg, 'fill', colour)).toBe(2);
    for (const colour of ['#bd1f01', '#832db6', '#e76300']) expect(paths(svg, 'stroke', colour)).toBe(1);
    const texts = textsOf(svg);
    for (const name of ['Drell–Yan', 'tt', 'Single top', 'Diboson', 'W + jets', 'Stat. uncertainty'])
      expect(texts).toContain(name);
    expect(texts.filter((text) => text.startsWith('mZ′ = '))).toEqual([
      expect.stringContaining('130 GeV'),
      expect.stringContaining('400 GeV'),
      expect.stringContaining('600 GeV'),
    ]);
    expect(texts.some((text) => text.includes('data blinded'))).toBe(true);
  });

  it('keeps empty, negative and huge bins inside the frame of a logarithmic axis', async () => {
    const strange: Curves = {
      ...curves,
      score: {
        edges: [0, 0.25, 0.5, 0.75, 1],
        backgrounds: [
          { process: 'ttbar', sum_of_weights: [1e9, 0, -5, 3], error: [1e4, 0, 7, 2] },
          { process: 'wjets', sum_of_weights: [0, 0, -1, 1e-9], error: [0, 0, 1, 0] },
        ],
        signals: [{ mass_gev: 130, sum_of_weights: [0, 0, 0, 1e-6], error: [0, 0, 0, 1e-6] }],
      },
    };
    const svg = await renderSvg(validationFigure(strange, context));
    expect(svg).not.toMatch(/NaN|Infinity/);
    const area = /<path d="([^"]*)" fill="#ffa90e"/.exec(svg)?.[1] ?? '';
    expect(area).not.toBe('');
    for (const value of numbersOf(area)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(674);
    }
  });

  it('can be drawn of nothing', async () => {
    const none: Curves = { ...curves, score: { edges: [0, 1], backgrounds: [], signals: [] } };
    const svg = await renderSvg(validationFigure(none, context));
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('lifts a signal of 1e-6 events by a stated power of ten', async () => {
    const weak: Curves = {
      ...curves,
      score: {
        ...curves.score,
        signals: curves.score.signals
          .slice(0, 1)
          .map((entry) => ({ ...entry, sum_of_weights: entry.sum_of_weights.map((value) => value * 1e-6) })),
      },
    };
    const texts = textsOf(await renderSvg(validationFigure(weak, context)));
    expect(texts.some((text) => /^mZ′ = 130 GeV × 10\d+$/.test(text))).toBe(true);
  });

  it('has no overlapping legend columns', async () => {
    const svg = await renderSvg(validationFigure(curves, context));
    const entries = [
      ...svg.matchAll(/<text transform="translate\(([\d.]+),([\d.]+)\)" font-size="18px"[^>]*>(.*?)<\/text>/g),
    ]
      .map((match) => ({ x: Number(match[1]), y: Number(match[2]), text: (match[3] ?? '').replaceAll(/<[^>]+>/g, '') }))
      .filter(({ y }) => y > 40 && y < 140);
    expect(entries.length).toBe(9);
    for (const left of entries)
      for (const right of entries)
        if (left.y === right.y && left.x < right.x)
          expect(left.x + labelWidth(left.text, 18)).toBeLessThan(right.x - 39);
  });
});

describe('ROC', () => {
  it('draws both methods and three masses, each with its area', async () => {
    const svg = await renderSvg(rocFigure(curves, context));
    const texts = textsOf(svg);
    const auc = curves.roc.find((one) => one.method === 'network' && one.mass_gev === null)?.auc ?? 0;
    expect(texts).toContain(`Network: ${auc.toFixed(4)}`);
    expect(texts.filter((text) => text.startsWith('mZ′ = '))).toHaveLength(3);
    expect(attribute(svg, 'path', 'stroke').filter((colour) => colour.startsWith('#'))).toHaveLength(5);
  });

  it('leaves out points without background, which have no place on a logarithmic axis', async () => {
    const one = {
      method: 'network' as const,
      mass_gev: null,
      auc: 0.9,
      background_efficiency: [-1e-4, 0, 1e-3, 1],
      signal_efficiency: [0.1, 0.2, 0.5, 1],
    };
    const svg = await renderSvg(rocFigure({ ...curves, roc: [one] }, context));
    expect(svg).not.toMatch(/NaN|Infinity/);
    const line = /<path d="([^"]*)" stroke="#bd1f01"/.exec(svg)?.[1] ?? '';
    expect(line.match(/[ML]/g)).toHaveLength(2);
  });
});

describe('significance against the cut', () => {
  const scan = (
    channel: string,
    effective: readonly number[],
    significance: readonly (number | null)[],
  ): Curves['significance'][number] => ({
    mass_gev: 130,
    channel,
    method: 'network',
    thresholds: [0.1, 0.5, 0.9, 0.99],
    significance,
    background_effective: effective,
    best: { threshold: 0.9, significance: 2 },
  });

  it('dots what rests on too few background events and keeps it apart from the solid line', async () => {
    const svg = await renderSvg(
      significanceFigure({ ...curves, significance: [scan('ee', [50, 20, 4, 1], [1, 1.5, 2, 2.1])] }, context, 130),
    );
    const lines = [...svg.matchAll(/<path d="([^"]*)" stroke="#3f90da"([^>]*)>/g)];
    const dotted = lines.filter((line) => line[2]?.includes('dasharray'));
    const solid = lines.filter((line) => line[2]?.includes('dasharray') === false && (line[1] ?? '').includes('L'));
    expect(dotted).toHaveLength(1);
    expect(solid).toHaveLength(1);
    expect(dotted[0]?.[1]?.match(/[ML]/g)).toHaveLength(2);
    expect(solid[0]?.[1]?.match(/[ML]/g)).toHaveLength(3);
  });

  it('can be drawn when no threshold has a significance', async () => {
    const nothing = { ...scan('combined', [0, 0, 0, 0], [null, null, null, null]), best: null };
    const svg = await renderSvg(significanceFigure({ ...curves, significance: [nothing] }, context, 130));
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

describe('loss per epoch', () => {
  it('marks the kept epoch where it lies on the axis', async () => {
    const svg = await renderSvg(lossFigure(history, context));
    // The axis runs from 1 - 0.02 n to 1.02 n over 674 px.
    const [low, high] = [1 - 0.02 * 27, 27 * 1.02];
    const expected = ((22 - low) / (high - low)) * 674;
    const marks = attribute(svg, 'line', 'transform').map((transform) => Number(/\(([\d.]+)/.exec(transform)?.[1]));
    expect(marks.some((x) => Math.abs(x - expected) < 0.1)).toBe(true);
    expect(textsOf(svg)).toContain('kept: epoch 22 of 27');
  });

  it('turns logarithmic when the loss falls by more than ten, and copes with one epoch', async () => {
    const row = { epoch: 1, loss: 0.5, validation_loss: 0.4, learning_rate: 1e-3 };
    const steep: History = {
      ...history,
      epochs: [row, { ...row, epoch: 2, loss: 1e-3, validation_loss: 2e-3 }],
      best_epoch: 2,
    };
    expect(textsOf(await renderSvg(lossFigure(steep, context)))).toContain('10−2');
    const single: History = { ...history, epochs: [row], best_epoch: 1 };
    expect(await renderSvg(lossFigure(single, context))).not.toMatch(/NaN|Infinity/);
  });
});

describe('spread over dropout passes', () => {
  it('writes out the first bin, which it cuts off when it leaves the scale of the others', async () => {
    const spread: Curves['dropout_std'] = {
      edges: [1e-7, 1e-5, 1e-3, 0.1],
      passes: 50,
      signal: { mean: 0.001, events: [980, 10, 10] },
      background: { mean: 0.01, events: [0, 30, 70] },
    };
    const texts = textsOf(await renderSvg(dropoutFigure({ ...curves, dropout_std: spread }, context)));
    expect(texts).toContain('first bin, all below it: background 0 %, signal 98 %');
    expect(texts).toContain('50 passes, test events');
    expect(texts).toContain('Signal, mean 0.00100');
  });

  it('can be drawn of a class without events', async () => {
    const empty = { mean: 0, events: [0, 0] };
    const spread: Curves['dropout_std'] = { edges: [1e-4, 1e-2, 1], passes: 1, signal: empty, background: empty };
    expect(await renderSvg(dropoutFigure({ ...curves, dropout_std: spread }, context))).not.toMatch(/NaN|Infinity/);
  });
});

describe('overview', () => {
  it('has a row for each category and a point for each significance that exists', async () => {
    const rows = [
      { name: 'A', network: 1, networkDropout: 1.1, cutAndCount: 0.5, cutAndCountTest: 0.4 },
      { name: 'B', network: null, networkDropout: null, cutAndCount: 1e-6, cutAndCountTest: null },
    ];
    const svg = await renderSvg(overviewFigure(rows, header));
    const texts = textsOf(svg);
    expect(texts.filter((text) => text === 'A' || text === 'B')).toHaveLength(2);
    expect(texts.filter((text) => text.startsWith('× '))).toEqual(['× 2.5']);
    // One symbol in the legend for each of four series, five points.
    expect(
      elementsOf(svg).filter(({ name, attributes }) => name === 'path' && attributes.includes('translate')),
    ).toHaveLength(9);
  });

  it('draws significance against mass and cutflows without a number that is none', async () => {
    const points = [
      { mass: 130, method: 'network' as const, significance: 0, error: 0 },
      { mass: 200, method: 'network' as const, significance: 1e-3, error: 2e-3 },
      { mass: 200, method: 'cut-and-count' as const, significance: null, error: null },
    ];
    expect(await renderSvg(massFigure({ name: 'DH LDS', points, boundaries: [165] }, header))).not.toMatch(
      /NaN|Infinity/,
    );
    const flow = await renderSvg(cutflowFigure(['all', 'met'], [{ process: 'ttbar', sums: [10, -1] }], header));
    expect(flow).not.toMatch(/NaN|Infinity/);
    expect(textsOf(flow)).toEqual(expect.arrayContaining(['all', 'met', 'tt']));
  });
});

it('any curves that the schema accepts can be drawn', async () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
  const bins = fc.array(finite, { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(bins, bins, bins, async (background, signal, z) => {
      const error = background.map(Math.abs);
      const events = signal.map(Math.abs);
      const given = curvesSchema.parse({
        ...curves,
        score: {
          edges: [0, 0.1, 0.5, 1],
          backgrounds: [{ process: 'p', sum_of_weights: background, error }],
          signals: [{ mass_gev: 1, sum_of_weights: signal, error }],
        },
        roc: [
          { method: 'network', mass_gev: null, auc: 0.5, background_efficiency: background, signal_efficiency: signal },
        ],
        significance: [
          {
            mass_gev: 1,
            channel: 'ee',
            method: 'network',
            thresholds: [0, 0.5, 1],
            significance: z,
            background_effective: events,
            best: null,
          },
        ],
        dropout_std: {
          edges: [1e-7, 1e-5, 1e-3, 1],
          passes: 1,
          signal: { mean: 0, events },
          background: { mean: 1, events: error },
        },
      });
      for (const specification of [
        validationFigure(given, context),
        rocFigure(given, context),
        significanceFigure(given, context, 1),
        dropoutFigure(given, context),
      ]) {
        const svg = await renderSvg(specification);
        expect(svg).not.toMatch(/NaN|Infinity/);
      }
    }),
    {
      numRuns: 40,
      examples: [
        [
          [5e-324, 0, 0],
          [5e-324, 0, 0],
          [5e-324, 0, 0],
        ],
      ],
    },
  );
});

import { describe, expect, test } from 'vitest';
import { colourLevels } from '../../activities/exclusion-plane/colours.ts';
import { exclusionPlane } from '../../activities/exclusion-plane/index.ts';
import type { HepdataTables } from '../../activities/limits/hepdata.ts';
import type {
  PlaneContourRow,
  PlaneIntervalRow,
  PlanePointRow,
  PlaneSummaryRow,
  ReportDocument,
} from '../../schemas/results/index.ts';
import { elementsOf, textsOf } from '../report/markup-checks.ts';
import { inputError } from '../support/failure.ts';
import { fc } from '../support/properties.ts';
import { recordsInput, runTask } from '../support/run-task.ts';

type Row = Readonly<Record<string, string | number | null>>;

const limit = (strength: number | null, place: Row): Row => ({
  discriminant: 'network',
  ...place,
  observed: null,
  expected_minus1: strength === null ? null : 0.7 * strength,
  expected: strength,
  expected_plus1: strength === null ? null : 1.4 * strength,
  message: strength === null ? 'a fit did not converge' : '',
});

const masses = [200, 400, 600, 800, 1000];
const couplings = [0.1, 0.2, 0.3, 0.4];
/** exp(m / 200 - 10 g): strength 1 at m = 2000 g. */
const numbers = (change: (row: Row) => Row = (row) => row): readonly Row[] =>
  couplings.flatMap((g) => masses.map((m) => change(limit(Math.exp(m / 200 - 10 * g), { mass_gev: m, coupling: g }))));

const axes = {
  x: { column: 'mass_gev', title: "m_{Z'}", unit: 'GeV' },
  y: { column: 'coupling', title: 'g_{q}' },
};

async function planeOf(rows: readonly Row[], params: object = {}) {
  const { outputs, logs } = await runTask(exclusionPlane, {
    params: { name: 'plane', ...axes, ...params },
    inputs: { records: [recordsInput(rows)], json: [] },
  });
  return {
    ...(outputs as {
      grid: PlanePointRow[];
      contours: PlaneContourRow[];
      intervals: PlaneIntervalRow[];
      summary: PlaneSummaryRow[];
      hepdata: HepdataTables;
      documents: ReportDocument[];
    }),
    logs,
  };
}

const svgOf = ([first]: readonly ReportDocument[]): string => (first?.kind === 'figure' ? first.svg : '');

describe('exclusion-plane over two numbers', () => {
  test('finds the contour of the nominal signal, its band, and other strengths', async () => {
    const { contours, summary, intervals } = await planeOf(numbers(), { levels: [1, 2] });
    const shifts = { expected: 1, expected_minus1: 0.7, expected_plus1: 1.4 } as const;
    for (const { limit: of, level, x, y } of contours)
      expect(Math.log(shifts[of as keyof typeof shifts] / level) + x / 200 - 10 * y).toBeCloseTo(0, 9);
    expect(new Set(contours.map(({ limit: of, level }) => `${of} ${level}`)).size).toBe(6);
    expect(contours.every(({ closed }) => !closed)).toBe(true);
    const share = (of: string): number =>
      summary.find((row) => row.limit === of && row.level === 1)?.excluded_fraction ?? NaN;
    // m < 2000 g in the rectangle 200 ... 1000 GeV, 0.1 ... 0.4: a trapezium of 0.3 x (0 + 600) / 2.
    expect(share('expected')).toBeCloseTo((0.3 * 600) / 2 / (0.3 * 800), 12);
    expect(share('expected_plus1')).toBeLessThan(share('expected'));
    expect(share('expected_minus1')).toBeGreaterThan(share('expected'));
    const row = intervals.filter((one) => one.limit === 'expected' && one.level === 1 && one.y === 0.3);
    expect(row).toMatchObject([{ from: 200, from_end: 'edge', to_end: 'crossing', category: null }]);
    expect(row[0]?.to).toBeCloseTo(600, 9);
  });

  test('states points without a limit and those that were not tested, and leaves out what lies between', async () => {
    const rows = numbers((row) =>
      row.mass_gev === 600 && row.coupling === 0.2 ? limit(null, { mass_gev: 600, coupling: 0.2 }) : row,
    ).filter((row) => !(row.mass_gev === 1000 && row.coupling === 0.1));
    const { grid, summary, documents } = await planeOf(rows);
    expect(grid).toHaveLength(20);
    expect(grid.filter(({ message }) => message !== '').map(({ x, y, message }) => [x, y, message])).toEqual([
      [1000, 0.1, 'not tested'],
      [600, 0.2, 'a fit did not converge'],
    ]);
    expect(summary[0]).toMatchObject({ points: 20, missing: 2 });
    expect(documents[0]?.caption).toContain('No limit of network at 600, 0.2');
    expect(textsOf(svgOf(documents))).toContain('no limit');
    const whole = await planeOf(numbers());
    expect(textsOf(svgOf(whole.documents))).not.toContain('no limit');
  });

  test('draws a figure for each discriminant, with titles and units, and observed lines only when unblinded', async () => {
    const both = [...numbers(), ...numbers((row) => ({ ...row, discriminant: 'bdt', observed: row.expected ?? null }))];
    const { documents, contours } = await planeOf(both, {
      series_order: ['bdt'],
      labels: { bdt: 'BDT' },
      title: 'Light vector',
    });
    expect(documents.map(({ name, title }) => [name, title])).toEqual([
      ['plane_bdt', 'Light vector, BDT'],
      ['plane_network', 'Light vector, network'],
    ]);
    const [unblinded, blind] = documents.map((document) => textsOf(svgOf([document])));
    expect(unblinded).toEqual(expect.arrayContaining(["mZ' / GeV", 'gq', 'observed', 'expected', '± 1 σ', 'tested']));
    expect(blind).not.toContain('observed');
    for (const document of documents) expect(elementsOf(svgOf([document])).length).toBeGreaterThan(20);
    expect(new Set(contours.filter(({ limit: of }) => of === 'observed').map((row) => row.discriminant))).toEqual(
      new Set(['bdt']),
    );
  });

  test('gives tables in the form of HEPData: the grid, and each contour', async () => {
    const { hepdata, contours } = await planeOf(numbers());
    expect(hepdata.map(({ name }) => name)).toEqual([
      'network limits',
      'network expected contour, -1 standard deviation',
      'network expected contour',
      'network expected contour, +1 standard deviation',
    ]);
    const [grid, , line] = hepdata;
    expect(grid?.independent_variables.map(({ header, values }) => [header, values.length])).toEqual([
      [{ name: "m_Z'", units: 'GeV' }, 20],
      [{ name: 'g_q' }, 20],
    ]);
    expect(grid?.dependent_variables.map(({ header }) => header.name)).toEqual([
      'Expected limit, -1 standard deviation',
      'Expected limit',
      'Expected limit, +1 standard deviation',
    ]);
    const expected = contours.filter(({ limit: of }) => of === 'expected');
    expect(line?.independent_variables[0]?.values).toEqual(expected.map(({ x }) => ({ value: x })));
    expect(line?.dependent_variables[0]?.values).toEqual(expected.map(({ y }) => ({ value: y })));
  });
});

test('points that lie on no grid are joined by triangles where asked', async () => {
  const shifted = numbers((row) => {
    const [m, g] = [Number(row.mass_gev) + 1000 * Number(row.coupling), Number(row.coupling)];
    return limit(Math.exp(m / 200 - 10 * g), { mass_gev: m, coupling: g });
  });
  const [grid, triangles] = await Promise.all([planeOf(shifted), planeOf(shifted, { between: 'triangles' })]);
  expect(grid.summary[0]?.missing).toBeGreaterThan(0);
  expect(triangles.grid).toHaveLength(shifted.length);
  expect(triangles.summary.find((row) => row.limit === 'expected')).toMatchObject({ points: 20, missing: 0 });
  const expected = triangles.contours.filter((row) => row.limit === 'expected');
  expect(expected.length).toBeGreaterThan(3);
  for (const { x, y } of expected) expect(x / 200 - 10 * y).toBeCloseTo(0, 9);
  // The convex hull is a parallelogram.
  expect(Math.max(...expected.map(({ x }) => x))).toBeCloseTo(800, 6);
});

describe('exclusion-plane over a number and a name', () => {
  const rows = ['HDS', 'LDS'].flatMap((scenario) =>
    ['network', 'cuts'].flatMap((discriminant) =>
      masses.map((m) =>
        limit(Math.exp((m - (scenario === 'LDS' ? 500 : 300)) / (discriminant === 'cuts' ? 400 : 200)), {
          ...{ discriminant, scenario, mass_gev: m },
        }),
      ),
    ),
  );
  const params = { y: { column: 'scenario', title: 'dark sector', order: ['LDS', 'HDS'] } };

  test('gives the excluded interval of each name, of which none depends on another', async () => {
    const { intervals, contours, summary } = await planeOf(rows, params);
    const found = intervals.filter((row) => row.limit === 'expected' && row.discriminant === 'network');
    expect(found.map(({ category, from, from_end, to_end }) => [category, from, from_end, to_end])).toEqual([
      ['HDS', 200, 'edge', 'crossing'],
      ['LDS', 200, 'edge', 'crossing'],
    ]);
    expect(found.map(({ to }) => to)).toEqual([expect.closeTo(300, 9), expect.closeTo(500, 9)]);
    expect(contours).toEqual([]);
    const alone = await planeOf(
      rows.filter(({ scenario }) => scenario === 'LDS'),
      params,
    );
    expect(alone.intervals).toEqual(intervals.filter(({ category }) => category === 'LDS'));
    expect(summary.find((row) => row.limit === 'expected')?.excluded_fraction).toBeCloseTo((100 + 300) / 1600, 9);
  });

  test('draws all of them as strips of one figure, names and discriminants in the order asked for', async () => {
    const { documents, hepdata } = await planeOf(rows, { ...params, labels: { cuts: 'cut and count' } });
    expect(documents.map(({ name }) => name)).toEqual(['plane', 'plane_ranges']);
    const texts = textsOf(svgOf(documents));
    expect(texts.filter((text) => ['network', 'cut and count'].includes(text))).toEqual([
      ...['network', 'cut and count', 'network', 'cut and count'],
    ]);
    expect(texts.filter((text) => ['LDS', 'HDS'].includes(text))).toEqual(['LDS', 'HDS']);
    expect(hepdata.map(({ name }) => name)).toEqual([
      ...['network limits', 'network excluded ranges', 'cut and count limits', 'cut and count excluded ranges'],
    ]);
  });

  test('says in a table what is excluded, in brackets where only the edge of the grid ends it', async () => {
    const { documents } = await planeOf(rows, { ...params, levels: [1, 0.1] });
    const table = documents.find(({ kind }) => kind === 'table');
    expect(table?.title).toBe("Excluded m_{Z'} / GeV");
    const texts = table?.kind === 'table' ? table.rows.map((row) => row.map(({ text }) => text)) : [];
    expect(texts.map((row) => [...row.slice(0, 3), row[4]])).toEqual([
      ['LDS', 'network', '1', '[200] – 500.0'],
      ['LDS', 'cuts', '1', '[200] – 500.0'],
      ['HDS', 'network', '1', '[200] – 300.0'],
      ['HDS', 'cuts', '1', '[200] – 300.0'],
    ]);
    const weak = await planeOf(
      rows.map((row) => limit(5, row)),
      params,
    );
    expect(weak.documents.map(({ kind }) => kind)).toEqual(['figure']);
  });

  test('a hole ends an interval; a place that only another discriminant was tested at is a hole', async () => {
    const without = rows.filter(
      (row) => !(row.discriminant === 'cuts' && row.scenario === 'LDS' && row.mass_gev === 400),
    );
    const { intervals, grid, documents } = await planeOf(without, params);
    const found = intervals.filter(
      (row) => row.limit === 'expected' && row.discriminant === 'cuts' && row.category === 'LDS',
    );
    expect(found).toMatchObject([{ from: 200, to: 200, from_end: 'edge', to_end: 'hole' }]);
    expect(grid.find(({ message }) => message !== '')?.message).toContain('though of others');
    expect(documents[0]?.caption).toContain('No limit of cuts at 400, LDS');
  });

  test('where nothing is excluded, or everything, the caption says so', async () => {
    const weak = await planeOf(numbers((row) => limit(5, row)));
    expect(weak.documents[0]?.caption).toBe('The nominal signal is expected to be excluded nowhere.');
    expect(weak.contours).toEqual([]);
    const strong = await planeOf(numbers((row) => limit(0.1, row)));
    expect(strong.documents[0]?.caption).toBe('The nominal signal is expected to be excluded wherever it was tested.');
  });
});

describe('what exclusion-plane refuses', () => {
  test('two limits at one place, a limit without a place, a limit that is not positive, a column that is not there', async () => {
    const refused = (rows: readonly Row[], params: object = {}) => inputError(planeOf(rows, params));
    expect((await refused([...numbers(), ...numbers()])).message).toMatch(/two limits of network are at mass_gev 200/);
    expect((await refused(numbers((row) => ({ ...row, coupling: null })))).message).toMatch(/has no coupling/);
    expect((await refused(numbers((row) => ({ ...row, expected: -1 })))).message).toMatch(/expected limit .* is -1/);
    expect((await refused(numbers(), { y: { column: 'g' } })).message).toMatch(/no column 'g'/);
    expect((await refused([])).message).toMatch(/nothing to show/);
    expect((await refused(numbers(), { colours: 'observed' })).code).toBe('blind');
  });

  test('limits without neighbours are told, not drawn out of nothing', async () => {
    const { logs, summary } = await planeOf([limit(0.5, { mass_gev: 200, coupling: 0.1 })]);
    expect(summary[0]?.excluded_fraction).toBeNull();
    expect(logs[0]?.message).toMatch(/nothing to interpolate/);
    const none = await planeOf(numbers((row) => limit(null, row)));
    expect(none.documents).toEqual([]);
    expect(none.logs[0]?.message).toMatch(/no limit in this plane/);
  });
});

test('colours change at round levels around all limits, and at 1 where it lies between', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -40, max: 60, noNaN: true }), { minLength: 1, maxLength: 20 }), (logs) => {
      const limits = logs.map((log) => 10 ** log);
      const levels = colourLevels(limits);
      const [low, high] = [Math.min(...limits), Math.max(...limits)];
      expect(levels.length).toBeLessThanOrEqual(10);
      expect(levels[0]).toBeLessThanOrEqual(low);
      expect(levels.at(-1)).toBeGreaterThan(high);
      expect(levels.slice(1).filter((level) => level <= low)).toEqual([]);
      expect(levels).toEqual([...levels].sort((a, b) => a - b));
      if (low < 1 && high > 1) expect(levels).toContain(1);
    }),
  );
});

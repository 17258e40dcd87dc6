import { fc } from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { fraction, linearAxis, logAxis, logit, logitAxis, valueAt } from '../../report/figures/axis.ts';
import { hatch } from '../../report/figures/histogram.ts';
import { escapeMarkup, labelToHtml, labelToSvg, labelToText } from '../../report/style/markup.ts';
import { categoryName, processName } from '../../report/style/names.ts';
import { formatMeasured, formatNearOne, formatNumber } from '../../report/style/numbers.ts';
import { colourProcesses } from '../../report/style/palette.ts';
import { labelWidth } from '../../report/style/text-width.ts';

const plain = (text: string): number =>
  Number(
    text
      .replaceAll('\u2009', '')
      .replaceAll('−', '-')
      .replace(/ × 10\^\{(.*)\}/, 'e$1'),
  );

describe('numbers', () => {
  it.each([
    [27659, 1800, '27\u2009700 ± 1800'],
    [736520, 14000, '737\u2009000 ± 14\u2009000'],
    [0.174, 0.02, '0.174 ± 0.020'],
    [7.59e-7, 1.2e-7, '(7.6 ± 1.2) × 10^{−7}'],
    [-12, 34, '−12 ± 34'],
    [1.33, 0.9996, '1.3 ± 1.0'],
    [3.5, 0, '3.50'],
  ])('%f with error %f is %s', (value, error, text) => {
    expect(formatMeasured(value, error)).toBe(text);
  });

  it('absent and non-finite numbers are a dash', () => {
    for (const value of [null, undefined, Number.NaN, Infinity]) expect(formatNumber(value)).toBe('–');
  });

  it('what is written differs from the number by at most half of the last digit', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: 1e-12, max: 1e12 }),
        fc.integer({ min: 2, max: 6 }),
        (value, digits) => {
          expect(Math.abs(plain(formatNumber(value, digits)) / value - 1)).toBeLessThanOrEqual(
            0.5001 * 10 ** (1 - digits),
          );
        },
      ),
    );
  });

  it('a value with error is written to within a twentieth of its error', () => {
    const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    const error = fc.double({ noNaN: true, min: 1e-8, max: 1e8 });
    fc.assert(
      fc.property(value, error, (v, e) => {
        const text = formatMeasured(v, e).replaceAll('\u2009', '').replaceAll('−', '-');
        const match = /^\(?(\S+) ± (\S+?)\)?(?: × 10\^\{(.*)\})?$/.exec(text);
        const scale = 10 ** Number(match?.[3] ?? 0);
        expect(Math.abs(Number(match?.[1]) * scale - v)).toBeLessThanOrEqual(0.0501 * e + 1e-12 * Math.abs(v));
        expect(Math.abs(Number(match?.[2]) * scale - e)).toBeLessThanOrEqual(0.0501 * e);
      }),
    );
  });

  it('a number near 1 shows how near', () => {
    expect([0.98421, 0.99965, 0.9999901, 1].map(formatNearOne)).toEqual(['0.9842', '0.99965', '0.9999901', '1.0000']);
  });
});

describe('labels', () => {
  it('are raised, lowered and overlined in SVG, HTML and text', () => {
    expect(labelToHtml('m_{Z′} < 10^{3} t~{t}')).toBe('m<sub>Z′</sub> &lt; 10<sup>3</sup> t<span class="bar">t</span>');
    expect(labelToText('10^{−3} t~{t}')).toBe('10^−3 ttbar');
    expect(labelToSvg('fb^{−1}')).toBe('fb<tspan dy="-0.5em" font-size="72%">−1</tspan>');
  });

  it('return to the line after a superscript', () => {
    const shifts = [...labelToSvg('a^{2}b_{3}c').matchAll(/dy="([-\d.]+)em"(?: font-size="(\d+)%")?/g)];
    const total = shifts.reduce(
      (sum, match) => sum + Number(match[1]) * (match[2] === undefined ? 1 : Number(match[2]) / 100),
      0,
    );
    expect(total).toBeCloseTo(0, 2);
  });

  it('never let a tag through', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(labelToHtml(text).replaceAll(/<\/?(?:sup|sub)>|<span class="bar">|<\/span>/g, '')).not.toMatch(/[<>"']/);
        expect(escapeMarkup(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('name what is known and show the rest as it is', () => {
    expect(processName('drell_yan')).toBe('Drell–Yan');
    expect(processName('my_process')).toBe('my process');
    expect(processName('constructor')).toBe('constructor');
    expect(categoryName({ model: 'DH', scenario: 'LDS', region: 'mid' })).toBe('DH LDS, middle m_{Z′}');
  });

  it.each([
    // Character widths of Helvetica.afm added up.
    ['Drell-Yan', 4167],
    ['Single top', 4447],
    ['W + jets', 3640],
  ])('%s is %i thousandths of an em wide in Helvetica', (text, width) => {
    expect(labelWidth(text, 1000)).toBeCloseTo(width, 6);
  });

  it('are narrower where small', () => {
    expect(labelWidth('10^{3}', 1000)).toBeCloseTo(556 * 2.72, 6);
    expect(labelWidth('t~{t}', 1000)).toBeCloseTo(556, 6);
  });
});

describe('axes', () => {
  const range = fc
    .tuple(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.double({ noNaN: true, min: 1e-6, max: 1e6 }))
    .map(([low, span]): [number, number] => [low, low + span])
    .filter(([low, high]) => (high - low) / Math.max(Math.abs(low), Math.abs(high)) > 1e-6);

  it('linear ticks are inside, rising, and labelled with their value', () => {
    fc.assert(
      fc.property(range, (domain) => {
        const axis = linearAxis('x', domain);
        const factor = 10 ** Number(/10\^\{(.*)\}$/.exec(axis.title)?.[1]?.replace('−', '-') ?? 0);
        expect(axis.major.length).toBeGreaterThanOrEqual(2);
        expect(axis.major.length).toBeLessThanOrEqual(9);
        const slack = 1e-6 * (domain[1] - domain[0]);
        for (const { value, label } of axis.major) {
          expect(value).toBeGreaterThanOrEqual(domain[0] - slack);
          expect(value).toBeLessThanOrEqual(domain[1] + slack);
          expect(Math.abs(Number(label.replace('−', '-')) * factor - value)).toBeLessThanOrEqual(
            slack + 1e-9 * Math.abs(value),
          );
        }
      }),
    );
  });

  it('logarithmic ticks are decades, at most eight of them labelled', () => {
    const exponents = fc.tuple(fc.integer({ min: -15, max: 10 }), fc.integer({ min: 1, max: 25 }));
    fc.assert(
      fc.property(exponents, ([first, decades]) => {
        const axis = logAxis('y', [10 ** first, 10 ** (first + decades)]);
        expect(axis.major.length).toBeGreaterThanOrEqual(1);
        expect(axis.major.length).toBeLessThanOrEqual(8);
        for (const { value, label } of axis.major) {
          const exponent = Math.log10(value);
          expect(exponent).toBeCloseTo(Math.round(exponent), 9);
          expect(label).toBe(
            [0, 1].includes(Math.round(exponent))
              ? String(Math.round(value))
              : `10^{${String(Math.round(exponent)).replace('-', '−')}}`,
          );
        }
      }),
    );
  });

  it('logit ticks stand where their label says', () => {
    const axis = logitAxis('score', [0.01, 0.99999]);
    expect(axis.major.map(({ label }) => label)).toEqual([
      '0.01',
      '0.1',
      '0.5',
      '0.9',
      '0.99',
      '0.999',
      '1−10^{−4}',
      '1−10^{−5}',
    ]);
    expect(axis.major[1]?.value).toBeCloseTo(Math.log(0.1 / 0.9), 12);
    expect(logit(1)).toBeLessThan(Infinity);
  });

  it('positions are the inverse of values at positions, and stay in the frame', () => {
    const axis = logAxis('y', [0.1, 1000]);
    expect(fraction(axis, valueAt(axis, 0.3))).toBeCloseTo(0.3, 12);
    expect(fraction(axis, -5)).toBe(0);
    expect(fraction(axis, 1e9)).toBe(1);
  });
});

it('hatching stays inside its rectangle and rises at 45 degrees', () => {
  const side = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(side, side, side, side, (left, width, top, height) => {
      for (const stroke of hatch(left, left + width, top, top + height)
        .split('M')
        .slice(1)) {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = stroke.split(/[,L]/).map(Number);
        expect(Math.min(x1, x2)).toBeGreaterThanOrEqual(left);
        expect(Math.max(x1, x2)).toBeLessThanOrEqual(left + width);
        expect(Math.min(y1, y2)).toBeGreaterThanOrEqual(top);
        expect(Math.max(y1, y2)).toBeLessThanOrEqual(top + height);
        expect(x2 - x1).toBeCloseTo(y1 - y2, 0);
      }
    }),
  );
});

it('a process keeps its colour, and processes beyond the known ones differ', () => {
  const colours = colourProcesses(['zz', 'ttbar', 'aa']);
  expect(colours.get('ttbar')).toBe(colourProcesses(['ttbar', 'wjets']).get('ttbar'));
  expect(new Set(colours.values()).size).toBe(3);
});

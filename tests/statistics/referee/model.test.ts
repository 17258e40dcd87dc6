import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../science/learning/random.ts';
import {
  buildModel,
  fit,
  hesse,
  likelihoodOf,
  profileErrors,
  ratesOf,
  type InterpolationCodes,
  type Model,
  type ModelData,
  type Workspace,
} from '../../../science/statistics/index.ts';
import { mu, normsys, shapefactor, shapesys, staterror, workspaceOf } from '../histfactory/workspaces.ts';
import { runReferee, type PyhfModel } from './pyhf.ts';
import { randomWorkspace } from './random-workspaces.ts';

const fixture = join(import.meta.dirname, 'pyhf-models.json');

interface Case {
  readonly name: string;
  readonly workspace: Workspace;
  readonly interpolation: Partial<InterpolationCodes>;
  readonly fit: boolean;
}

const cases: readonly Case[] = [
  ...Array.from({ length: 12 }, (_, number) => ({
    ...{ name: `random ${number}`, workspace: randomWorkspace(number), interpolation: {}, fit: number < 4 },
  })),
  ...[12, 13, 14].map((number) => ({
    ...{ name: `random ${number}, codes 1 and 0`, workspace: randomWorkspace(number), fit: false },
    interpolation: { normsys: 'code1', histosys: 'code0' } as const,
  })),
  { name: 'shape factor and statistical errors over channels', workspace: shared(), interpolation: {}, fit: false },
];

/** Names out of order, a shape factor of two channels, a bin without events, a fixed set. */
function shared(): Workspace {
  const free = [shapefactor('free_shape')];
  return workspaceOf(
    {
      z_signal: {
        observed: [12, 31, 5],
        samples: {
          z_main: { data: [10, 30, 0], modifiers: [...free, staterror('stat_z', 1, 4, 0)] },
          a_other: { data: [2, 3, 4], modifiers: [staterror('stat_z', 0.3, 0.2, 0), normsys('size', 1.2, 0.9)] },
          signal: { data: [1, 5, 9], modifiers: [mu] },
        },
      },
      a_control: {
        observed: [110, 290, 7],
        samples: {
          z_main: { data: [100, 300, 8], modifiers: [...free, normsys('size', 1.1, 0.95)] },
          a_other: { data: [5, 0, 1], modifiers: [shapesys('own_shape', 1, 2, 0.5)] },
        },
      },
    },
    [{ name: 'size', fixed: true, inits: [0.5], auxdata: [0.2] }],
  );
}

/** The starting values, and points around them that respect the bounds. */
function points(model: Model, number: number): readonly Float64Array[] {
  const stream = randomStream(7, 'points', number);
  const start = Float64Array.from(model.parameters, ({ initial }) => initial);
  const around = (): Float64Array =>
    Float64Array.from(model.parameters, ({ initial, constraint, lower, upper }) => {
      const width = constraint?.kind === 'normal' && initial === 0 ? 3 : 0.3;
      return Math.min(Math.max(initial + width * (stream.uniform() - 0.5), lower), upper);
    });
  return [start, around(), around()];
}

const build = ({ workspace, interpolation }: Case): Model => buildModel(workspace, { interpolation });

function compare(one: Case, number: number, reference: PyhfModel): void {
  const model = build(one);
  const { parameters } = model;
  const data = model.observed as ModelData;
  expect(parameters.map(({ name }) => name)).toEqual(reference.names);
  expect(parameters.map(({ initial }) => initial)).toEqual(reference.inits);
  expect(parameters.map(({ lower, upper }) => [lower, upper])).toEqual(reference.bounds);
  expect(parameters.map(({ fixed }) => fixed)).toEqual(reference.fixed);
  const auxiliary = parameters.flatMap((parameter) => parameter.auxiliary ?? []);
  expect(auxiliary).toEqual(reference.auxdata.map((value) => expect.closeTo(value, 8) as number));
  const likelihood = likelihoodOf(model, ratesOf(model), data);
  points(model, number).forEach((theta, i) => {
    const value = 2 * (likelihood.value(theta, new Int8Array(theta.length).fill(1)) + likelihood.constant);
    expect(value / (reference.twice_nll[i] as number)).toBeCloseTo(1, 10);
  });
  if (reference.fit === null) return;
  const best = fit(model, data);
  expect(best.converged).toBe(true);
  // Not above the minimum that MINUIT found, nor far below it.
  expect(best.twiceNll).toBeLessThan(reference.fit.twice_nll + 1e-7);
  expect(best.twiceNll).toBeCloseTo(reference.fit.twice_nll, 3);
  compareErrors(model, data, best, reference.fit);
}

function compareErrors(
  model: Model,
  data: ModelData,
  best: ReturnType<typeof fit>,
  reference: NonNullable<PyhfModel['fit']>,
): void {
  const { errors, correlation } = hesse(model, data, best);
  const n = errors.length;
  const atBound = best.held.some((held, i) => held === 1 && model.parameters[i]?.fixed === false);
  best.values.forEach((value, i) => {
    const size = reference.errors[i] as number;
    if (best.held[i] === 1) return;
    expect(Math.abs(value - (reference.values[i] as number)) / size).toBeLessThan(0.01);
    // MINUIT's errors know nothing of a bound that another parameter is at, and are taken in coordinates that bounds bend.
    if (atBound) return;
    expect(Math.abs((errors[i] as number) / size - 1)).toBeLessThan(0.02);
    reference.correlation[i]?.forEach((rho, j) => {
      if (best.held[j] === 0) expect(correlation[i * n + j]).toBeCloseTo(rho, 2);
    });
    const profile = profileErrors(model, data, best, i, errors[i] as number);
    expect(profile.converged).toBe(true);
    for (const side of ['up', 'down'] as const) {
      const theirs = reference[side][i] ?? null;
      if (theirs !== null && profile[side] !== null) expect((profile[side] ?? NaN) / theirs).toBeCloseTo(1, 2);
    }
  });
}

describe('models agree with pyhf: parameters, -2 ln L to ten digits, fits and errors by MINUIT', () => {
  test('with the numbers that pyhf 0.7.6 gave', async () => {
    const references = JSON.parse(await readFile(fixture, 'utf8')) as readonly PyhfModel[];
    expect(references).toHaveLength(cases.length);
    cases.forEach((one, number) => {
      compare(one, number, references[number] as PyhfModel);
    });
  });

  test(
    'with pyhf now (UMBRA_PYTHON; UMBRA_RECORD=1 writes the numbers down)',
    { timeout: 3_600_000 },
    async (context) => {
      const tasks = cases.map((one, number) => ({
        ...one,
        points: points(build(one), number).map((theta) => Array.from(theta)),
      }));
      const references = await runReferee<PyhfModel>('pyhf_model.py', tasks);
      if (typeof references === 'string') {
        context.skip(references);
        return;
      }
      if (process.env.UMBRA_RECORD === '1')
        await writeFile(
          fixture,
          `[\n${references.map((reference) => JSON.stringify(reference, thirteenDigits)).join(',\n')}\n]\n`,
        );
      cases.forEach((one, number) => {
        compare(one, number, references[number] as PyhfModel);
      });
    },
  );
});

const thirteenDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(13)) : value;

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  buildModel,
  canonicalJsonText,
  hypotest,
  parsePatchSet,
  patchWorkspace,
  selectPatch,
  upperLimit,
  verifyDigests,
  type Model,
  type ModelData,
  type Workspace,
} from '../../../science/statistics/index.ts';
import { publishedCases, type PublishedCase } from './published.ts';
import { runReferee } from './pyhf.ts';

const fixture = join(import.meta.dirname, 'pyhf-published.json');

interface Numbers {
  /** [observed, expected at -2 ... +2] */
  readonly cls: readonly number[];
  readonly limit: readonly number[];
}
interface Reference {
  readonly cls: readonly number[] | null;
  readonly limit: readonly number[] | null;
  readonly digest: string;
  readonly patched: Readonly<Record<string, Numbers>>;
}

const sha = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const digest = (workspace: Workspace): string => sha('sha256', canonicalJsonText(JSON.stringify(workspace)));
const cases = publishedCases(digest);

/** CLs to 1e-4 of themselves or 1e-6, limits to 1e-4 of themselves. */
function compareNumbers(model: Model, { cls, limit }: Numbers): void {
  const data = model.observed as ModelData;
  const test = hypotest(model, data, 1);
  expect(test.converged).toBe(true);
  [test.cls, ...test.clsExpected].forEach((value, i) => {
    const theirs = cls[i] as number;
    expect(Math.abs(value - theirs)).toBeLessThan(1e-6 + 1e-4 * theirs);
  });
  const found = upperLimit(model, data);
  expect(found.converged).toBe(true);
  [found.observed, ...found.expected].forEach((value, i) => {
    expect(Math.abs(value / (limit[i] as number) - 1)).toBeLessThan(1e-4);
  });
}

function compare({ workspace, interpolation, patches }: PublishedCase, reference: Reference): void {
  expect(digest(workspace)).toBe(reference.digest);
  if (reference.cls !== null && reference.limit !== null)
    compareNumbers(buildModel(workspace, { interpolation }), { cls: reference.cls, limit: reference.limit });
  if (patches === undefined) return;
  const set = parsePatchSet(patches);
  verifyDigests(set, JSON.stringify(workspace), sha);
  const names = Object.keys(reference.patched);
  expect(names).toEqual(set.patches.map(({ metadata }) => metadata.name));
  for (const name of names)
    compareNumbers(
      buildModel(patchWorkspace(workspace, selectPatch(set, name)), { interpolation }),
      reference.patched[name] as Numbers,
    );
}

describe("CLs and upper limits are pyhf's: its validation folder, a datacard of Combine's, a background with a patch set", () => {
  const references = readFile(fixture, 'utf8').then((text) => JSON.parse(text) as readonly Reference[]);

  test.each(cases.map((one, number) => [one.name, number] as const))('%s', async (_name, number) => {
    compare(cases[number] as PublishedCase, (await references)[number] as Reference);
  });

  test(
    'with pyhf now (UMBRA_PYTHON; UMBRA_RECORD=1 writes the numbers down)',
    { timeout: 3_600_000 },
    async (context) => {
      const now = await runReferee<Reference>('pyhf_limits.py', cases);
      if (typeof now === 'string') {
        context.skip(now);
        return;
      }
      if (process.env.UMBRA_RECORD === '1')
        await writeFile(fixture, `[\n${now.map((reference) => JSON.stringify(reference, tenDigits)).join(',\n')}\n]\n`);
      cases.forEach((one, number) => {
        compare(one, now[number] as Reference);
      });
    },
  );

  test('the datacard gives what the manual of Combine prints, 1.6297 observed and 2.3111 expected, within 1 %', () => {
    const one = cases.find(({ name }) => name === 'realistic counting experiment') as PublishedCase;
    const model = buildModel(one.workspace, { interpolation: one.interpolation });
    const { observed, expected } = upperLimit(model, model.observed as ModelData);
    expect(Math.abs(observed / 1.6297 - 1)).toBeLessThan(0.01);
    expect(Math.abs(expected[2] / 2.3111 - 1)).toBeLessThan(0.01);
  });
});

const tenDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(10)) : value;

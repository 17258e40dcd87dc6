import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uncorrelated } from '../statistics/histfactory/workspaces.ts';
import { createUmbra, type Umbra } from '../support/umbra.ts';

let umbra: Umbra;
let folder: string;
let workspace: string;

beforeAll(async () => {
  [umbra, folder] = await Promise.all([createUmbra(), mkdtemp(join(tmpdir(), 'umbra-stats-'))]);
  workspace = join(folder, 'workspace.json');
  await writeFile(workspace, JSON.stringify(uncorrelated([12, 11], [50, 52], [3, 7], [51, 48])));
});

afterAll(async () => {
  await umbra.remove();
  await rm(folder, { recursive: true });
});

const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await umbra.run('stats', ...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
};
const near = (...values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 4) as unknown);

describe('umbra stats', () => {
  test('cls: {cls_obs, cls_exp, mu}, asymptotic and from toys', async () => {
    const asymptotic = await json('cls', workspace);
    expect(asymptotic).toEqual({
      ...{ cls_obs: expect.closeTo(0.0525155, 6) as unknown, mu: 1 },
      cls_exp: near(0.0026064, 0.0138206, 0.0644552, 0.2352609, 0.5730417),
    });
    const toys = await json('cls', workspace, '--toys', '1200', '--seed', '5');
    expect(toys).toMatchObject({ toys: 1200, mu: 1 });
    const [value, error] = [Number(toys.cls_obs), Number(toys.cls_obs_error)];
    expect(Math.abs(value - 0.0525155)).toBeLessThan(4 * error);
  });

  test('limit: {obs, exp}', async () => {
    expect(await json('limit', workspace)).toEqual({
      ...{ obs: expect.closeTo(1.0116, 3) as unknown, exp: near(0.55988, 0.757036, 1.062367, 1.501204, 2.050822) },
    });
  });

  test('fit: values, errors, correlations, convergence', async () => {
    const result = await json('fit', workspace, '--minos');
    expect(result).toMatchObject({ converged: true, message: '' });
    expect(result.parameters).toHaveLength(3);
    expect((result.parameters as readonly object[])[0]).toMatchObject({
      name: 'mu',
      value: 0,
      error: null,
      held: true,
    });
    expect((result.correlations as readonly (readonly number[])[])[2]?.[2]).toBe(1);
  });

  test('significance', async () => {
    const result = await json('significance', '--signal', '10', '--background', '100', '--background-error', '10');
    expect(result.significance).toBeCloseTo(0.690196, 6);
  });

  test('wrong input: exit code 2 and a message that names file and place', async () => {
    const bad = join(folder, 'bad.json');
    await writeFile(bad, '{"version": "1.0.0", "channels": [NaN]}');
    const broken = await umbra.run('stats', 'limit', bad);
    expect([broken.code, broken.stdout]).toEqual([2, '']);
    expect(broken.stderr).toMatch(/bad\.json: not JSON/);
    const patch = join(folder, 'patch.json');
    await writeFile(patch, JSON.stringify([{ op: 'remove', path: '/channels/3' }]));
    const unfit = await umbra.run('stats', 'cls', workspace, '--patch', patch);
    expect(unfit.code).toBe(2);
    expect(unfit.stderr).toMatch(/patch\.json: operation 0 \(remove \/channels\/3\) does not apply/);
    const unknown = await umbra.run('stats', 'cls', workspace, '--measurement', 'other');
    expect(unknown.stderr).toMatch(/workspace\.json: there is no measurement 'other'/);
  });
});

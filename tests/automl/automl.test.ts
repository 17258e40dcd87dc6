import { describe, expect, test } from 'vitest';
import { automl } from '../../activities/automl/index.ts';
import { decodePortfolio } from '../../activities/automl/file.ts';
import { predictAutoml } from '../../activities/predict-automl/index.ts';
import type { Table } from '../../schemas/index.ts';
import type { LeaderboardRow } from '../../schemas/results/index.ts';
import { rankByFallingScore, rankedArea } from '../../science/metrics/index.ts';
import { loadXgboost } from '../../science/learning/trees/index.ts';
import { inputError } from '../support/failure.ts';
import { fileInput, runTask } from '../support/run-task.ts';
import { samples } from '../train/samples.ts';

const hasXgboost = ((): boolean => {
  try {
    loadXgboost();
    return true;
  } catch {
    return false;
  }
})();

const params = (change: object = {}) => ({
  features: ['met', 'mll', 'jet1_pt'],
  methods: ['network', 'forest', 'adaboost', ...(hasXgboost ? ['xgboost'] : [])],
  budget: { trainings: hasXgboost ? 6 : 5, epochs: 4, iterations: 12 },
  ...change,
});
const run = async (change: object = {}, more: object = {}) => {
  const { outputs, logs } = await runTask(automl, { params: params(change), inputs: { events: samples() }, ...more });
  return { model: outputs.model as Uint8Array, rows: outputs.leaderboard as readonly LeaderboardRow[], logs };
};
const scored = async (model: Uint8Array, part: string): Promise<Table> =>
  (await runTask(predictAutoml, { params: { part }, inputs: { model: fileInput(model), events: samples() } })).outputs
    .scores as Table;
const column = (table: Table, name: string) => table.columns.get(name)?.values as Float64Array;

describe('automl', () => {
  test('ranks every member and the blend, which is the best where it was chosen; scores of the file are those of the ranking', async () => {
    const { model, rows } = await run();
    expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, index) => index + 1));
    expect(rows).toHaveLength(params().budget.trainings + 1);
    expect(rows[0]?.validation_loss).toBe(Math.min(...rows.map(({ validation_loss: loss }) => loss)));
    const blend = rows.find(({ name }) => name === 'blend');
    expect(blend?.validation_loss).toBeCloseTo(rows[0]?.validation_loss ?? NaN, 5);
    const members = decodePortfolio(model);
    expect(members.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { name, share } of members) expect(rows.find((row) => row.name === name)?.share).toBe(share);
    // The absolute weights, as negative_weights says; balance between the classes does not change the area
    for (const [part, key] of [
      ['train', 'train_auc'],
      ['validation', 'validation_auc'],
    ] as const) {
      const table = await scored(model, part);
      const scores = column(table, 'score');
      const events = { scores, labels: column(table, 'label'), weights: column(table, 'weight').map(Math.abs) };
      expect(rankedArea(events, rankByFallingScore(scores))).toBeCloseTo(blend?.[key] ?? NaN, 5);
      if (members.length > 1) expect(Math.max(...column(table, 'std'))).toBeGreaterThan(0);
    }
  });

  test('a larger budget has the members of a smaller one', async () => {
    const small = await run({ budget: { ...params().budget, trainings: 3 } });
    const large = await run();
    const figures = ({ name, settings, train_loss, validation_loss }: LeaderboardRow) => ({
      ...{ name, settings, train_loss, validation_loss },
    });
    const all = large.rows.map(figures);
    for (const row of small.rows.filter(({ name }) => name !== 'blend')) expect(all).toContainEqual(figures(row));
  });

  test('one that was stopped goes on and ends with the same bytes', async () => {
    const whole = await run();
    let saved: Uint8Array | undefined;
    let saves = 0;
    const controller = new AbortController();
    const save = (bytes: Uint8Array): Promise<void> => {
      saved = bytes;
      if (++saves === 3) controller.abort(new Error('drain'));
      return Promise.resolve();
    };
    const interrupted = runTask(
      {
        ...automl,
        run: (context) => automl.run({ ...context, checkpoint: { load: () => Promise.resolve(undefined), save } }),
      },
      { params: params(), inputs: { events: samples() }, signal: controller.signal },
    );
    await expect(interrupted).rejects.toThrow('drain');
    const again = await run({}, { checkpoint: saved! });
    expect(again.logs.map(({ message }) => message)).toContain('resumed from a checkpoint');
    expect(again.rows).toEqual(whole.rows);
    expect(again.model).toEqual(whole.model);
  });

  test('when the time is up it ends with what it has, and says so', async () => {
    const { rows, logs } = await run({ budget: { ...params().budget, minutes: 1e-9 } });
    expect(rows.map(({ name }) => name).sort()).toEqual(['blend', 'network 1']);
    expect(logs.map(({ message }) => message)).toContain('the time was up before all trainings were done');
  });

  test('a file that is something else is refused', async () => {
    expect((await inputError(scored(Uint8Array.of(1, 2, 3), 'test'))).code).toBe('model-file');
  });

  test('paddings that leave events out are refused when the campaign is planned', () => {
    expect(automl.params.safeParse(params({ padding: 'drop-events' })).success).toBe(false);
  });
});

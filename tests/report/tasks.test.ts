import { expect, it } from 'vitest';
import { figures } from '../../activities/figures/index.ts';
import { report } from '../../activities/report/index.ts';
import { jsonInput, recordsInput, runTask } from '../support/run-task.ts';
import { elementsOf } from './markup-checks.ts';
import { syntheticCurves, syntheticHistory } from './synthetic.ts';
import { syntheticReport } from './synthetic-report.ts';

const luminosity = { '1516': 36.2, '17': 44.3, '18': 58.5 };

it('figures: draws a category from its curves and its history, naming it by its parameters', async () => {
  const curves = syntheticCurves({
    model: 'LV',
    scenario: 'HDS',
    masses: [800, 900],
    separation: 2,
    signal: 3,
    seed: 5,
    events: 200,
  });
  const { outputs } = await runTask(figures, {
    params: { luminosity_fb: luminosity, model: 'LV', scenario: 'HDS', region: 'mid' },
    inputs: { curves: jsonInput(curves), history: jsonInput(syntheticHistory(5, 3)) },
  });
  const drawn = outputs.figures as Record<string, string>;
  expect(Object.keys(drawn)).toEqual(['validation', 'roc', 'significance', 'significance_highest', 'dropout', 'loss']);
  for (const svg of Object.values(drawn)) {
    expect(svg).toContain('LV HDS, middle m');
    expect(svg).toContain('√s = 13 TeV, 139 fb');
  }
});

it('figures and report: unknown parameters are errors', () => {
  expect(figures.params.safeParse({ luminosity_fb: 1, model: 'a', scenario: 'b', colour: 'red' }).success).toBe(false);
  expect(report.params.safeParse({ title: 'a', luminosity_fb: 1, colour: 'red' }).success).toBe(false);
  expect(report.params.safeParse({ title: 'a', luminosity_fb: -1 }).success).toBe(false);
});

it('report: gathers everything into one HTML document, with parts missing', async () => {
  const { figures: drawn, summaries, histories, massPoints, yields, counts, cutflows } = await syntheticReport();
  const { outputs } = await runTask(report, {
    params: { title: 'A search', luminosity_fb: luminosity, text: 'About.' },
    inputs: {
      figures: drawn.slice(0, 1).map((one) => jsonInput(one.value, one.attributes)),
      summaries: summaries.map((one) => jsonInput(one.value, one.attributes)),
      histories: histories.map((one) => jsonInput(one.value, one.attributes)),
      mass_points: massPoints.map((one) => recordsInput(one.value, one.attributes)),
      yields: yields.map((one) => recordsInput(one.value, one.attributes)),
      counts: counts.map((one) => recordsInput(one.value, one.attributes)),
      cutflows: cutflows.map((one) => recordsInput(one.value, one.attributes)),
    },
  });
  const page = new TextDecoder().decode(outputs.page as Uint8Array);
  expect(() => elementsOf(page)).not.toThrow();
  expect(page).toContain('<title>A search</title>');
  expect(page).toContain('Missing, because a task failed: figures.');
});

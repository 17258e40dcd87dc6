import { z } from 'zod';
import { categoryFigures } from '../../report/figures/index.ts';
import { defineTask, json } from '../../schemas/index.ts';
import { curvesSchema, historySchema } from '../../schemas/results/index.ts';
import { figuresParams, totalLuminosity } from './params.ts';

/** The figures of one category: validation plot, ROC, significance against the cut, spread over dropout passes, loss per epoch. */
export const figures = defineTask({
  kind: 'figures',
  version: 1,
  queue: 'cpu',
  summary: 'draws the figures of a category as SVG',
  params: figuresParams,
  inputs: { curves: json(curvesSchema), history: json(historySchema) },
  outputs: { figures: json(z.record(z.string(), z.string())) },
  async run({ params, inputs, outputs, signal }) {
    const [curves, history] = await Promise.all([inputs.curves.read(), inputs.history.read()]);
    signal.throwIfAborted();
    const drawn = await categoryFigures(curves, history, {
      category: {
        model: params.model,
        scenario: params.scenario,
        ...(params.region === undefined ? {} : { region: params.region }),
      },
      energyTev: params.centre_of_mass_energy_tev,
      luminosityFb: totalLuminosity(params.luminosity_fb),
    });
    await outputs.figures.write(drawn);
  },
});

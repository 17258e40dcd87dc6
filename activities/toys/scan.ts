import { InputError } from '../../schemas/index.ts';
import {
  buildModel,
  hypotest,
  scanStrengths,
  toyHypotheses,
  upperLimit,
  type HypothesisTest,
  type Model,
  type ToyHypotheses,
  type UpperLimit,
} from '../../science/statistics/index.ts';
import type { TemplateModel } from '../templates/schema.ts';
import type { ToysParams } from './params.ts';

/** A model with the strengths, as multiples of the nominal signal and of the workspace's, at which its toys are tested. */
export interface PlannedScan {
  readonly template: TemplateModel;
  readonly model: Model;
  readonly limits: UpperLimit;
  readonly points: readonly {
    readonly strength: number;
    readonly hypotheses: ToyHypotheses;
    readonly asymptotic: HypothesisTest;
  }[];
}

/** @throws InputError where a fit to the data does not converge, or a strength lies beyond the bound of the signal strength */
export function plannedScan(template: TemplateModel, params: ToysParams): PlannedScan {
  const { workspace, signal_scale: scale, unblinded } = template;
  const name = `${template.discriminant} ${template.signal}`;
  const model = buildModel(workspace);
  const data = model.observed;
  if (data === null) throw new InputError('toys-observation', `${name}: a channel has no observation`);
  const failed = (what: string, message: string): InputError =>
    new InputError('toys-fit', `${name}: ${what} did not converge: ${message}`, {
      mend: 'see the task `fit` of the same models; leave the model out with `signals`',
    });
  const { statistic, level } = params;
  const limits = upperLimit(model, data, { level, statistic });
  if (!limits.converged) throw failed('the asymptotic limit', limits.message);
  const strengths = Array.isArray(params.strengths)
    ? params.strengths
    : scanStrengths(
        [...limits.expected, ...(unblinded ? [limits.observed] : [])].map((strength) => strength * scale),
        params.strengths,
      );
  const bound = model.parameters[model.poi ?? -1]?.upper ?? Infinity;
  const points = strengths.map((strength) => {
    const mu = strength / scale;
    if (mu > bound)
      throw new InputError('toys-strength', `${name}: strength ${strength} is beyond the bound of ${bound * scale}`, {
        mend: 'scan smaller strengths, or raise the bound of the signal strength in the measurement',
      });
    const hypotheses = toyHypotheses(model, data, mu, statistic);
    if (!hypotheses.converged) throw failed(`a fit at strength ${strength}`, hypotheses.message);
    const asymptotic = hypotest(model, data, mu, { statistic });
    return { strength, hypotheses, asymptotic };
  });
  return { template, model, limits, points };
}

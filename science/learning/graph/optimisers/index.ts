import type { OptimiserSpec } from '../../network.ts';
import { adam, adamW } from './adam.ts';
import { stochasticGradientDescent } from './gradient-descent.ts';
import { nadam } from './nadam.ts';
import type { Optimiser } from './optimiser.ts';

export type { LearningRates, Optimiser, OptimiserVariables } from './optimiser.ts';

export function createOptimiser(spec: OptimiserSpec): Optimiser {
  switch (spec.name) {
    case 'adam':
      return adam(spec);
    case 'adamw':
      return adamW(spec);
    case 'nadam':
      return nadam(spec);
    case 'sgd':
      return stochasticGradientDescent(spec);
  }
}

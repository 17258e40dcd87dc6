import { forEachParameter } from '../../parameters.ts';
import type { Operations } from '../operations/index.ts';
import type { Value } from '../scope.ts';
import type { Design, StateVariables } from './design.ts';

/**
 * Adds the nodes that turn a gradient into new parameters: penalties on the weights, clipping, the optimiser.
 * @param gradient of the mean loss over the batch, a vector
 */
export function descend(
  o: Operations,
  { parameters, optimiser, clipping }: Design,
  state: StateVariables,
  gradient: Value,
  coefficients: readonly Value[],
): void {
  let slope = gradient;
  const penalised = (factor: (tensor: { readonly l1?: number; readonly l2?: number }) => number | undefined) => {
    const values = forEachParameter(parameters, (tensor) => factor(tensor) ?? 0);
    if (values.every((value) => value === 0)) return undefined;
    return o.constant({ type: 'float32', shape: [values.length], values });
  };
  // Derivatives of l1 |w| + l2 w^2; no sum of three, whose order TensorFlow would choose
  const [l1, l2] = [penalised((tensor) => tensor.l1), penalised((tensor) => -2 * (tensor.l2 ?? 0))];
  if (l1 !== undefined) slope = o.add(slope, o.multiply(o.sign(o.read(state.parameters)), l1));
  if (l2 !== undefined) slope = o.subtract(slope, o.multiply(o.read(state.parameters), l2));
  if (clipping?.value !== undefined)
    slope = o.minimum(o.maximum(slope, o.float(-clipping.value)), o.float(clipping.value));
  if (clipping?.norm !== undefined) {
    // Without a gradient the factor is min(1, infinity)
    const norm = o.squareRoot(o.sum(o.square(slope), 0));
    slope = o.multiply(slope, o.minimum(o.float(1), o.divide(o.float(clipping.norm), norm)));
  }
  optimiser.update(o, state, slope, coefficients, parameters);
}

import { InputError } from '../../schemas/index.ts';
import { evaluateTogether, type Evaluable, type Evaluated, type Evaluation } from '../../science/expressions/index.ts';
import type { SelectParams } from './params.ts';
import { periodsOf, TOGETHER, type Periods } from './periods.ts';
import type { Selection } from './selection.ts';

/**
 * The weight of every event and the period it belongs to. @throws InputError `weight` and those of {@link periodsOf}
 */
export async function weightsAndPeriods(
  { weight, by }: Selection,
  given: SelectParams['by'],
  evaluation: Evaluation,
): Promise<{ readonly weights: Float64Array; readonly periods: Periods }> {
  const results = await evaluateTogether(by === undefined ? [weight] : [weight, by], evaluation);
  const weights = requireWeights(results[0] as Evaluated, weight);
  if (by === undefined) return { weights, periods: TOGETHER };
  const listed = typeof given === 'object' ? given.values : undefined;
  return { weights, periods: periodsOf(by.expression.text, results[1] as Evaluated, listed) };
}

function requireWeights(result: Evaluated, { expression }: Evaluable): Float64Array {
  const { values, valid } = result as Extract<Evaluated, { kind: 'number' }>;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isFinite(value) && valid?.[row] !== 0) continue;
    const found = valid?.[row] === 0 ? 'missing' : String(value);
    throw new InputError('weight', `the event weight (${expression.text}) is ${found}`, {
      place: { row },
      expected: 'a finite number for every event',
    });
  }
  return values;
}

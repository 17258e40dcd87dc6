import { fc } from '../support/properties.ts';
import type { Ast } from '../../science/expressions/index.ts';

const place = { start: 0, end: 0 };
const names = fc.constantFrom('a', 'b', 'met_phi', 'category.model', 'lep1_pt', 'orange');
const quoted = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '#', 'é') });
const binary = (operators: readonly string[], type: string) => (tie: fc.LetrecLooselyTypedTie) =>
  fc.record({
    ...{ type: fc.constant(type), operator: fc.constantFrom(...operators) },
    ...{ left: tie('any'), right: tie('any'), start: fc.constant(0), end: fc.constant(0) },
  });

/** Trees of any shape that the grammar can give, whether they mean something or not. */
export const asts = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('node')),
  leaf: fc.oneof(
    fc
      .double({ min: 0, noNaN: true, noDefaultInfinity: true })
      .map((value) => ({ type: 'number', value: value + 0, ...place })),
    quoted.map((value) => ({ type: 'string', value, ...place })),
    fc.boolean().map((value) => ({ type: 'boolean', value, ...place })),
    names.map((name) => ({ type: 'name', name, ...place })),
  ),
  node: fc.oneof(
    binary(['+', '-', '*', '/', '^'], 'arithmetic')(tie),
    binary(['and', 'or'], 'logic')(tie),
    fc.constantFrom('negate', 'not').chain((type) => tie('any').map((operand) => ({ type, operand, ...place }))),
    fc
      .tuple(names, fc.array(tie('any'), { maxLength: 3 }))
      .map(([name, list]) => ({ type: 'call', name, arguments: list, ...place })),
    fc
      .tuple(
        tie('any'),
        fc.array(fc.tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('any')), {
          minLength: 1,
          maxLength: 3,
        }),
      )
      .map(([first, rest]) => ({
        type: 'comparison',
        first,
        rest: rest.map(([operator, operand]) => ({ operator, operand })),
        ...place,
      })),
    fc
      .tuple(tie('any'), fc.boolean(), fc.array(tie('any'), { minLength: 1, maxLength: 3 }))
      .map(([value, negated, list]) => ({ type: 'membership', value, negated, list, ...place })),
    fc
      .tuple(tie('any'), tie('any'))
      .map(([collection, condition]) => ({ type: 'where', collection, condition, ...place })),
  ),
})).any as fc.Arbitrary<Ast>;

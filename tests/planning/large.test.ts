import { fc } from '../support/properties.ts';
import { expect, test } from 'vitest';
import { linksOf, type Plan } from '../../schemas/index.ts';
import { planCampaign, readCampaign } from '../../planning/index.ts';
import { loadKinds } from '../../workers/kinds.ts';
import { largeCampaign, planLargeCampaign } from '../support/large-campaign.ts';

const kinds = await loadKinds([`${process.cwd()}/tests/fixtures/chains/kinds.mjs`]);
const plan = (text: string): Plan =>
  planCampaign({ campaign: readCampaign(text, 'c.yaml'), catalogue: undefined, dataFolder: '/', kinds });

test('a campaign of 20,000 trials in 200 categories is planned and walked', async () => {
  expect((await planLargeCampaign({ categories: 200, trials: 100 })).tasks).toBe(5 * 20_000 + 200 + 1);
});

test('each category gathers its own trials, in their order', () => {
  const { tasks } = plan(largeCampaign(7, 5));
  const ids = tasks
    .filter(({ name }) => name === 'sum')
    .map((task) => linksOf(task).map((link) => tasks[link.task]?.id));
  const trials = (category: number) => [0, 1, 2, 3, 4].map((trial) => `step4[trial=c${category}t${trial}]`);
  expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6].map(trials));
});

const operands = ['a', 'b', 'own.a', 'own.b', '"x"', '1'];
const condition: fc.Arbitrary<string> = fc.letrec<{ all: string; leaf: string }>((tie) => ({
  leaf: fc
    .tuple(fc.constantFrom('a', 'b', 'own.a', 'own.b'), fc.constantFrom('==', '!='), fc.constantFrom(...operands))
    .map(([left, operator, right]) => `${left} ${operator} ${right}`),
  all: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.tuple(tie('all'), fc.constantFrom('and', 'or'), tie('all')).map(([l, o, r]) => `(${l}) ${o} (${r})`),
    tie('all').map((inner) => `not (${inner})`),
  ),
})).all;

test('a gather takes exactly the instances for which its condition holds, however it is looked up', () => {
  const text = (where: string): string => `
campaign: c
axes:
  own: { product: { a: [x, y], b: [1, 2, 3] }, id: 'o\${a}\${b}' }
  theirs: { product: { a: [x, y, z], b: [1, 2] }, id: 't\${a}\${b}' }
tasks:
  one: { kind: noop-first, for: theirs, params: { value: 1 } }
  sum: { kind: noop-sum, for: own, inputs: { values: { gather: one.value, where: '${where}' } } }
`;
  const taken = (where: string): unknown => {
    try {
      return plan(text(where))
        .tasks.filter(({ name }) => name === 'sum')
        .map(linksOf);
    } catch (error) {
      return (error as Error).name;
    }
  };
  fc.assert(
    // A condition inside `or` is not looked up but compared with every instance.
    fc.property(condition, (where) => {
      expect(taken(where)).toEqual(taken(`(${where}) or (1 == 2)`));
    }),
    { numRuns: 300 },
  );
});

import { builtInKinds } from '../../workers/built-in-kinds.ts';
import { createWalk, planCampaign, readCampaign } from '../../planning/index.ts';
import { linksOf, type Plan } from '../../schemas/index.ts';
import { loadKinds } from '../../workers/kinds.ts';
import { join } from 'node:path';
import { repository } from './umbra.ts';

export interface LargePlan {
  readonly tasks: number;
  readonly planSeconds: number;
  readonly walkSeconds: number;
  /** Bytes after planning and walking, with the plan still held. */
  readonly rss: number;
  readonly heap: number;
}

/** Five tasks for each trial of each category, a sum for each category, and a sum of sums. */
export function largeCampaign(categories: number, trials: number): string {
  const list = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, number) => number));
  return `
campaign: large
axes:
  category: { product: { category: ${list(categories)} }, id: 'c\${category}', group: true }
  trial: { product: { category_of: ${list(categories)}, number: ${list(trials)} }, id: 'c\${category_of}t\${number}' }
tasks:
  step0: { kind: noop-first, for: trial, params: { value: '\${trial.number}' } }
  step1: { kind: noop-next, for: trial, inputs: { value: step0.value } }
  step2: { kind: noop-next, for: trial, inputs: { value: step1.value } }
  step3: { kind: noop-next, for: trial, inputs: { value: step2.value } }
  step4: { kind: noop-next, for: trial, inputs: { value: step3.value } }
  sum: { kind: noop-sum, for: category, inputs: { values: { gather: step4.value, where: category_of == category.category } } }
  total: { kind: noop-sum, inputs: { values: { gather: sum.sum } } }
`;
}

/** Plans a campaign of some 5 x categories x trials tasks and walks it, each task taking no time. */
export async function planLargeCampaign(size: {
  readonly categories: number;
  readonly trials: number;
}): Promise<LargePlan> {
  const kinds = await loadKinds([join(repository, 'tests', 'fixtures', 'chains', 'kinds.mjs')]);
  const text = largeCampaign(size.categories, size.trials);
  const begin = performance.now();
  const plan = planCampaign({
    campaign: readCampaign(text, 'large.yaml'),
    catalogue: undefined,
    dataFolder: '/',
    kinds: new Map([...builtInKinds, ...kinds]),
  });
  const planned = performance.now();
  await walkAll(plan);
  const walked = performance.now();
  const { rss, heapUsed: heap } = process.memoryUsage();
  return {
    ...{ tasks: plan.tasks.length, rss, heap },
    planSeconds: (planned - begin) / 1000,
    walkSeconds: (walked - planned) / 1000,
  };
}

async function walkAll({ tasks }: Plan): Promise<void> {
  const nodes = tasks.map((task, index) => ({
    name: String(index),
    after: linksOf(task).map((link) => String(link.task)),
  }));
  await createWalk(nodes, { limit: 400, run: () => Promise.resolve() }).finished();
}

import { fc } from '../support/properties.ts';
import { expect, test } from 'vitest';
import type { Plan, PlannedTask, Queue } from '../../schemas/index.ts';
import { walk } from '../../planning/index.ts';
import { campaignShape, groupShape } from '../../workers/shape.ts';

/** A random plan: each task reads from tasks before it; some are grouped. */
const plans: fc.Arbitrary<Plan> = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(30), { maxLength: 3 }),
      near: fc.boolean(),
      queue: fc.constantFrom<Queue>('io', 'cpu', 'gpu'),
      group: fc.constantFrom(undefined, undefined, 'a', 'b'),
      brief: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((list) => ({
    campaign: 'random',
    title: 'random',
    dataFolder: '/',
    plugins: [],
    tasks: list.map(({ reads, near, queue, group, brief }, index): PlannedTask => {
      const sources = index === 0 ? [] : near ? [index - 1] : [...new Set(reads.map((pick) => pick % index))];
      // A group's tasks read from ungrouped ones and from their own group only, as fan-out values do.
      const allowed = sources.filter((source) => {
        const other = list[source]?.group;
        return group === undefined ? other === undefined : other === undefined || other === group;
      });
      return {
        ...{ id: `t${index}`, name: `t${index}`, kind: 'k', version: 1, queue, params: {} },
        inputs: { in: { gather: allowed.map((task) => ({ task, output: 'o' })) } },
        ...(group === undefined ? {} : { group }),
        ...(brief && queue !== 'gpu' ? { brief } : {}),
      };
    }),
  }));

const sourcesOf = (plan: Plan, index: number): readonly number[] => {
  const input = plan.tasks[index]?.inputs.in;
  return input !== undefined && 'gather' in input ? input.gather.map(({ task }) => task) : [];
};

test('units run every task that is not cached exactly once, after all it reads from', async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.array(fc.nat(29)), async (plan, picked) => {
      // What is cached has everything above it cached.
      const cached = new Set<number>();
      plan.tasks.forEach((_, index) => {
        if (picked.includes(index) && sourcesOf(plan, index).every((source) => cached.has(source))) cached.add(index);
      });
      const ended = new Set(cached);
      const ran: number[] = [];
      const runUnits = async (shape: ReturnType<typeof campaignShape>): Promise<void> => {
        const nodes = [
          ...shape.units.map((unit) => ({ name: unit.name, after: unit.after, tasks: unit.tasks })),
          ...shape.groups.map((group) => ({ name: group.group, after: group.after, tasks: undefined })),
        ];
        await walk(nodes, {
          limit: 4,
          run: async ({ name, tasks }) => {
            if (tasks === undefined) return runUnits(groupShape(plan, name, cached));
            if (tasks.length > 1) for (const { index } of tasks) expect(plan.tasks[index]?.queue).not.toBe('gpu');
            for (const { index } of tasks) {
              for (const source of sourcesOf(plan, index)) expect(ended.has(source)).toBe(true);
              await Promise.resolve();
              ended.add(index);
              ran.push(index);
            }
          },
        });
      };
      await runUnits(campaignShape(plan, cached));
      const left = plan.tasks.flatMap((_, index) => (cached.has(index) ? [] : [index]));
      expect([...ran].sort((a, b) => a - b)).toEqual(left);
    }),
    { numRuns: 300 },
  );
});

test('a chain of short tasks is one unit, a gpu task one of its own', () => {
  const task = (index: number, queue: Queue, ...reads: number[]): PlannedTask => ({
    ...{ id: `t${index}`, name: 't', kind: `k${index}`, version: 1, queue, params: {} },
    inputs: { in: { gather: reads.map((source) => ({ task: source, output: 'o' })) } },
  });
  const tasks = [
    task(0, 'io'),
    task(1, 'cpu', 0),
    task(2, 'cpu', 1),
    task(3, 'gpu', 2),
    task(4, 'cpu', 3),
    task(5, 'cpu', 4, 3),
  ];
  const { units } = campaignShape({ campaign: 'c', title: 'c', dataFolder: '/', plugins: [], tasks }, new Set());
  expect(units.map(({ queue, tasks: members }) => [queue, members.map(({ index }) => index)])).toEqual([
    ['cpu', [0, 1, 2]],
    ['gpu', [3]],
    ['cpu', [4, 5]],
  ]);
});

test('what is left of groups without training shares one activity where it is brief; a group that trains stays a child workflow', () => {
  const compare = (group: string, index: number): PlannedTask => ({
    ...{ id: `compare[${group}]`, name: 'compare', kind: 'compare', version: 1, queue: 'cpu', params: {}, group },
    inputs: { in: { gather: [{ task: index, output: 'o' }] } },
    brief: true,
  });
  const train = (group: string): PlannedTask => ({
    ...{ id: `train[${group}]`, name: 'train', kind: 'train', version: 1, queue: 'gpu', params: {}, group, inputs: {} },
  });
  const names = ['a', 'b', 'c'];
  const tasks = names.flatMap((group, i) => [train(group), compare(group, 2 * i)]);
  const plan: Plan = { campaign: 'c', title: 'c', dataFolder: '/', plugins: [], tasks };
  const trained = campaignShape(plan, new Set([0, 2, 4]));
  expect(trained.groups).toEqual([]);
  expect(trained.units.map(({ tasks: members }) => members.map(({ index }) => index))).toEqual([[1, 3, 5]]);
  const oneLeft = campaignShape(plan, new Set([0, 2]));
  expect(oneLeft.groups.map(({ group }) => group)).toEqual(['c']);
  expect(oneLeft.units.map(({ tasks: members }) => members.map(({ index }) => index))).toEqual([[1, 3]]);
});

test('many short chains of one sort share activities, each task still once and after what it reads from', async () => {
  const samples = 107;
  const of = (name: string, index: number, reads: readonly number[], queue: Queue = 'cpu'): PlannedTask => ({
    ...{ id: `${name}${index}`, name, kind: name, version: 1, queue, params: {} },
    inputs: { in: { gather: reads.map((task) => ({ task, output: 'o' })) } },
  });
  const chains = Array.from({ length: samples }, (_, sample) => [
    of('ingest', 2 * sample, [], 'io'),
    of('select', 2 * sample + 1, [2 * sample]),
  ]).flat();
  const points = Array.from({ length: 74 }, (_, point) => of('count', 2 * samples + point, [1, 3, 2 * point + 1]));
  const train = { ...of('train', 2 * samples + 74, [1, 3, 5], 'gpu'), group: 'a' };
  const plan: Plan = { campaign: 'c', title: 'c', dataFolder: '/', plugins: [], tasks: [...chains, ...points, train] };
  const shape = campaignShape(plan, new Set());
  expect(shape.units.length).toBeLessThanOrEqual(27 + 25);
  expect(shape.units.length).toBeGreaterThanOrEqual(24 + 24);
  const ended = new Set<number>();
  await walk(
    [
      ...shape.units,
      ...shape.groups.map(({ group, after }) => ({ name: group, after, tasks: [{ index: 2 * samples + 74 }] })),
    ],
    {
      limit: 3,
      run: async ({ tasks }) => {
        for (const { index } of tasks) {
          for (const source of sourcesOf(plan, index)) expect(ended.has(source)).toBe(true);
          expect(ended.has(index)).toBe(false);
          await Promise.resolve();
          ended.add(index);
        }
      },
    },
  );
  expect(ended.size).toBe(plan.tasks.length);
  const large = {
    ...plan,
    tasks: plan.tasks.map((task) =>
      task.name === 'ingest' ? { ...task, inputs: { source: { file: 'f', sha256: 'a', bytes: 1e9 } } } : task,
    ),
  };
  expect(campaignShape(large, new Set()).units.length).toBe(107 + 74);
});

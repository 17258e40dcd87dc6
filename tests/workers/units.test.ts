import fc from 'fast-check';
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
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((list) => ({
    campaign: 'random',
    title: 'random',
    dataFolder: '/',
    plugins: [],
    tasks: list.map(({ reads, near, queue, group }, index): PlannedTask => {
      const sources = index === 0 ? [] : near ? [index - 1] : [...new Set(reads.map((pick) => pick % index))];
      // A group's tasks read from ungrouped ones and from their own group only, as fan-out values do.
      const allowed = sources.filter((source) => {
        const other = list[source]?.group;
        return group === undefined ? other === undefined : other === undefined || other === group;
      });
      return {
        ...{ id: `t${index}`, name: 't', kind: 'k', version: 1, queue, params: {} },
        inputs: { in: { gather: allowed.map((task) => ({ task, output: 'o' })) } },
        ...(group === undefined ? {} : { group }),
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

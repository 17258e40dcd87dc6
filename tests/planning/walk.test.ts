import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walk, type WalkNode } from '../../planning/index.ts';

/** A random DAG: node i may come after any of the nodes before it. */
const dags = fc.array(fc.array(fc.nat(40)), { minLength: 1, maxLength: 40 }).map((lists) =>
  lists.map((list, index): WalkNode => ({
    name: `n${index}`,
    after: index === 0 ? [] : [...new Set(list.map((pick) => `n${pick % index}`))],
  })),
);

describe('walking a DAG', () => {
  test('runs every node once, after all it comes after, never more than the limit at once', async () => {
    await fc.assert(
      fc.asyncProperty(dags, fc.integer({ min: 1, max: 5 }), async (nodes, limit) => {
        const ended = new Set<string>();
        const started: string[] = [];
        let running = 0;
        await walk(nodes, {
          limit,
          run: async (node) => {
            started.push(node.name);
            expect(++running).toBeLessThanOrEqual(limit);
            for (const name of node.after) expect(ended.has(name)).toBe(true);
            for (let turn = 0; turn < started.length % 3; turn++) await Promise.resolve();
            running--;
            ended.add(node.name);
          },
        });
        expect([...started].sort()).toEqual(nodes.map(({ name }) => name).sort());
      }),
    );
  });

  test('ignores predecessors that are not part of the walk', async () => {
    const ran: string[] = [];
    await walk([{ name: 'b', after: ['a'] }], { limit: 1, run: (node) => Promise.resolve(void ran.push(node.name)) });
    expect(ran).toEqual(['b']);
  });

  test('says so when nodes wait for each other', async () => {
    const nodes = [
      { name: 'a', after: ['b'] },
      { name: 'b', after: ['a'] },
    ];
    await expect(walk(nodes, { limit: 1, run: () => Promise.resolve() })).rejects.toThrow(
      /2 nodes wait for each other/,
    );
  });

  test('an error of a node ends the walk', async () => {
    const failing = walk([{ name: 'a', after: [] }], { limit: 1, run: () => Promise.reject(new Error('broken')) });
    await expect(failing).rejects.toThrow('broken');
  });
});

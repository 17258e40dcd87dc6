import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { createWalk, walk, type WalkNode } from '../../planning/index.ts';

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

  test('a node opened again runs again, and so does all that comes after it, in order', async () => {
    await fc.assert(
      fc.asyncProperty(dags, fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(60)), async (nodes, limit, picks) => {
        let clock = 0;
        const ended = new Map<string, number>();
        const begun = new Map<string, number>();
        const reopened = new Map<string, number>();
        const left = [...picks];
        const graph = createWalk(nodes, {
          limit,
          run: async (node) => {
            begun.set(node.name, clock++);
            for (let turn = 0; turn < clock % 3; turn++) await Promise.resolve();
            const pick = left.pop();
            const again = pick === undefined ? undefined : nodes[pick % nodes.length]?.name;
            if (again !== undefined && ended.has(again)) {
              reopened.set(again, clock++);
              graph.reopen([again]);
            }
            ended.set(node.name, clock++);
          },
        });
        await graph.finished();
        for (const { name, after } of nodes) {
          expect(ended.get(name)).toBeGreaterThan(reopened.get(name) ?? -1);
          for (const before of after) expect(begun.get(name)).toBeGreaterThan(ended.get(before) ?? Infinity);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nothing starts while it is paused, and all runs afterwards; nothing starts after stop', async () => {
    const ran: string[] = [];
    const nodes = ['a', 'b', 'c'].map((name, i): WalkNode => ({ name, after: i === 0 ? [] : ['a'] }));
    const graph = createWalk(nodes, {
      limit: 1,
      run: (node) => {
        ran.push(node.name);
        if (node.name === 'a') graph.setPaused(true);
        if (node.name === 'b') graph.stop();
        return Promise.resolve();
      },
    });
    const finished = graph.finished();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(ran).toEqual(['a']);
    graph.setPaused(false);
    await finished;
    expect(ran).toEqual(['a', 'b']);
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

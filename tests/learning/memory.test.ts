import { describe, expect, test } from 'vitest';
import { estimateMemory, requireMemory } from '../../science/learning/index.ts';
import { availableMemory } from '../../science/learning/native/memory.ts';
import { architecture } from './data.ts';

const question = {
  events: 2 ** 24,
  features: 33,
  architecture: architecture(33, { hidden: [{ units: 352 }, { units: 352 }, { units: 352 }] }),
  pieceSize: 65536,
  slots: 2,
};

describe('memory', () => {
  test('grows with events, pieces and units, and names its parts', () => {
    const { total, samples, activations, ...rest } = estimateMemory(question);
    expect(total).toBeCloseTo(samples + activations + Object.values(rest).reduce((sum, bytes) => sum + bytes, 0), 0);
    expect(estimateMemory({ ...question, events: 2 ** 25 }).samples).toBe(2 * samples);
    expect(estimateMemory({ ...question, pieceSize: 2 ** 24 }).activations).toBe(256 * activations);
    // At least the arrays that there must be: the matrix, the inputs twice, the order
    expect(total).toBeGreaterThan(2 ** 24 * 33 * 4 * 3);
  });

  test('that is short is told before the start, with the pieces that would fit', () => {
    const all = { ...question, pieceSize: 2 ** 24 };
    const room = estimateMemory({ ...question, pieceSize: 8192 }).total + 1e6;
    expect(() => {
      requireMemory(all, room);
    }).toThrow(/would need about \d+\.\d GB of memory.*16777216 events of 33 features.*micro_batch_size: 8192/s);
    expect(() => {
      requireMemory(question, 1e9);
    }).toThrow(/gather fewer events or features/);
    requireMemory(question, estimateMemory(question).total);
  });

  test('that is free is the least of what the kernel and the control groups allow', () => {
    const files: Record<string, string> = {
      '/proc/meminfo': 'MemTotal: 9 kB\nMemAvailable:    8000000 kB\nBuffers: 1 kB',
      '/proc/self/cgroup': '0::/jobs/42',
      '/sys/fs/cgroup/jobs/memory.max': 'max',
      '/sys/fs/cgroup/jobs/memory.current': '5',
      '/sys/fs/cgroup/jobs/42/memory.max': '4000000000',
      '/sys/fs/cgroup/jobs/42/memory.current': '3000000000',
      '/sys/fs/cgroup/jobs/42/memory.stat': 'anon 1\ninactive_file 500000000',
    };
    expect(availableMemory((path) => files[path])).toBe(1.5e9);
    expect(availableMemory((path) => (path === '/proc/meminfo' ? files[path] : undefined))).toBe(8e6 * 1024);
    expect(availableMemory()).toBeGreaterThan(1e6);
  });
});

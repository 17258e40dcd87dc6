import { fc } from '../support/properties.ts';
import { describe, expect, test } from 'vitest';
import { scheduleSchema } from '../../science/learning/network.ts';
import { randomStream } from '../../science/learning/random.ts';
import { epochRate } from '../../science/learning/training/learning-rate.ts';
import { cutBatches } from '../../science/learning/training/feed.ts';
import { stratifiedOrder } from '../../science/learning/training/order.ts';

const historyOf = (losses: readonly number[]) =>
  losses.map((loss, index) => ({ epoch: index + 1, loss, validation_loss: loss, learning_rate: 0.1 }));
const flat = (epochs: number) => historyOf(Array.from({ length: epochs }, () => 1));

describe('learning rates', () => {
  test('stay as the optimiser has them without a schedule', () => {
    expect(epochRate(undefined, 0.01, 10, flat(7))(0.5)).toBe(0.01);
  });

  test('fall in steps', () => {
    const schedule = scheduleSchema.parse({ name: 'step', epochs: 3, factor: 0.5 });
    const rates = [0, 2, 3, 5, 6].map((epochs) => epochRate(schedule, 0.8, 10, flat(epochs))(0.9));
    expect(rates).toEqual([0.8, 0.8, 0.4, 0.4, 0.2]);
  });

  test('follow eq. 5 of arXiv:1608.03983 after a warm-up, and stay at the end', () => {
    const schedule = scheduleSchema.parse({ name: 'cosine', epochs: 10, warmup_epochs: 2, minimum_rate: 0.1 });
    const rate = (epochs: number, passed: number) => epochRate(schedule, 1, 50, flat(epochs))(passed);
    expect(rate(1, 0)).toBe(0.5);
    expect(rate(2, 0)).toBe(1);
    expect(rate(6, 0)).toBeCloseTo(0.55, 12);
    expect(rate(3, 0.5)).toBeCloseTo(0.1 + 0.45 * (1 + Math.cos((Math.PI * 1.5) / 8)), 12);
    expect(rate(10, 0)).toBeCloseTo(0.1, 12);
    expect(rate(40, 0.3)).toBeCloseTo(0.1, 12);
  });

  test('fall when the validation loss has not fallen for `patience` epochs, and again when it goes on', () => {
    const schedule = scheduleSchema.parse({ name: 'reduce-on-plateau', factor: 0.5, patience: 2, minimum_rate: 0.2 });
    const losses = [1, 0.9, 0.9, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8];
    const rates = losses.map((_, epochs) => epochRate(schedule, 1, 50, historyOf(losses.slice(0, epochs)))(0));
    expect(rates).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2]);
  });
});

describe('stratified batches', () => {
  test('have their share of every class, to within as many events as there are classes, and all events once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (labels, batch, seed) => {
          const order = stratifiedOrder(labels, randomStream(seed, 'order'));
          expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          for (let begin = 0; begin + batch <= order.length; begin += batch) {
            const drawn = [...order.subarray(begin, begin + batch)].map((row) => labels[row]);
            for (const label of new Set(labels)) {
              const share = (labels.filter((own) => own === label).length * batch) / labels.length;
              const found = drawn.filter((own) => own === label).length;
              expect(Math.abs(found - share)).toBeLessThan(new Set(labels).size);
            }
          }
        },
      ),
    );
  });

  test('are drawn anew for each epoch', () => {
    const labels = Array.from({ length: 200 }, (_, row) => (row < 10 ? 1 : 0));
    const [one, two] = [0, 1].map((epoch) => stratifiedOrder(labels, randomStream(1, 'order', epoch)));
    expect(one).not.toEqual(two);
    const signal = (order: Int32Array) => [...order.subarray(0, 20)].filter((row) => row < 10);
    expect(signal(one!)).toHaveLength(1);
    expect(signal(one!)).not.toEqual(signal(two!));
  });
});

test('batches are cut into pieces and those into shards, which cover them, none larger than asked for', () => {
  const size = fc.integer({ min: 1, max: 90 });
  fc.assert(
    fc.property(fc.nat(400), size, size, size, (events, batch, wanted, shardSize) => {
      const piece = Math.min(batch, wanted);
      const { shards, pieces, steps } = cutBatches(events, batch, piece, shardSize);
      expect(steps).toHaveLength(Math.ceil(events / batch) + 1);
      expect([shards.at(-1), pieces.at(-1), steps.at(-1)]).toEqual([events, shards.length - 1, pieces.length - 1]);
      const begins = [...pieces].map((shard) => shards[shard] as number);
      expectParts([...shards], Math.min(piece, shardSize));
      expectParts(begins, piece);
      steps.slice(0, -1).forEach((first, step) => {
        expect(begins[first]).toBe(step * batch);
      });
    }),
  );
});

function expectParts(bounds: readonly number[], most: number): void {
  bounds.slice(1).forEach((end, index) => {
    expect(end - (bounds[index] as number)).toBeGreaterThan(0);
    expect(end - (bounds[index] as number)).toBeLessThanOrEqual(most);
  });
}

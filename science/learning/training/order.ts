import { permutation, randomStream, type RandomStream } from '../random.ts';
import type { TrainingRequest } from './request.ts';

/** The training events in the order of an epoch, batch after batch: follows from seed and epoch alone. */
export function epochOrder({ training, batches, seed }: TrainingRequest, epoch: number): Int32Array {
  const stream = randomStream(seed, 'order', epoch);
  return batches === 'stratified' ? stratifiedOrder(training.labels, stream) : permutation(training.labels.length, stream);
}

/**
 * A random order in which the events of every class lie evenly: among any n consecutive events of N a class of c events has
 * n c / N, to within one. The j-th event of a class has the position (j + u) / c, with u drawn once for each class.
 * @param labels `[events]` number of each event's class
 */
export function stratifiedOrder(labels: ArrayLike<number>, stream: RandomStream): Int32Array {
  const members = membersOf(labels);
  const drawn = members.map((rows) => {
    const order = permutation(rows.length, stream);
    return { rows, order, offset: stream.uniform(), next: 0 };
  });
  const result = new Int32Array(labels.length);
  for (let place = 0; place < result.length; place++) {
    let [best, least] = [0, Infinity];
    for (let index = 0; index < drawn.length; index++) {
      const { rows, offset, next } = drawn[index] as (typeof drawn)[number];
      const position = next < rows.length ? (next + offset) / rows.length : Infinity;
      if (position < least) [best, least] = [index, position];
    }
    const stratum = drawn[best] as (typeof drawn)[number];
    result[place] = stratum.rows[stratum.order[stratum.next++] as number] as number;
  }
  return result;
}

/** Events of each class that there is, by its number. */
function membersOf(labels: ArrayLike<number>): readonly Int32Array[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const members = new Map([...counts].sort(([a], [b]) => a - b).map(([label, count]) => [label, new Int32Array(count)]));
  const filled = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const place = filled.get(label) ?? 0;
    (members.get(label) as Int32Array)[place] = row;
    filled.set(label, place + 1);
  }
  return [...members.values()];
}

import { permutation, randomStream, type RandomStream } from '../random.ts';
import type { TrainingRequest } from './request.ts';

/** The training events in the order of an epoch, batch after batch: follows from seed and epoch alone. */
export function epochOrder({ training, batches, seed }: TrainingRequest, epoch: number): Int32Array {
  const stream = randomStream(seed, 'order', epoch);
  return batches === 'stratified'
    ? stratifiedOrder(training.labels, stream)
    : permutation(training.labels.length, stream);
}

/**
 * A random order in which the events of every class lie evenly: among any n consecutive events of N a rare class of c
 * events has n c / N rounded up or down, a common one to within as many events as there are classes. The j-th event of a class has the position (j + u) / c, with u drawn once for each class.
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
  const members = new Map<number, number[]>();
  for (const [row, label] of Array.from(labels).entries()) {
    const rows = members.get(label);
    if (rows === undefined) members.set(label, [row]);
    else rows.push(row);
  }
  return [...members].sort(([a], [b]) => a - b).map(([, rows]) => Int32Array.from(rows));
}

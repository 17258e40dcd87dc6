import { normal, randomStream } from '../../random.ts';
import type { LatentBuffer } from '../model-file.ts';

/** Standard normal latent numbers of events `first` ... `first + count - 1`, `[count x latent]`. */
export function priorLatent(seed: number, first: number, count: number, latent: number): Float32Array {
  const numbers = new Float32Array(count * latent);
  for (let event = 0; event < count; event++) {
    const stream = randomStream(seed, 'latent', first + event);
    for (let index = 0; index < latent; index++) numbers[event * latent + index] = normal(stream);
  }
  return numbers;
}

/**
 * Latent numbers near those of random training events of the same process: z ~ N(mu_i, (sigma_i + alpha)^2), the density information
 * buffer of Otten et al. (Nature Commun. 12, 2985 (2021), arXiv:1901.00875) with its additional width.
 * @param process `[count]`, the process of each event
 */
export function bufferLatent(
  buffer: LatentBuffer,
  alpha: number,
  process: Int32Array,
  seed: number,
  first: number,
): Float32Array {
  const latent = buffer.mean.length / Math.max(1, buffer.events);
  const rowsOf = new Map<number, Int32Array>();
  const rows = (wanted: number): Int32Array => {
    const known =
      rowsOf.get(wanted) ?? Int32Array.from(buffer.process.keys()).filter((row) => buffer.process[row] === wanted);
    rowsOf.set(wanted, known);
    return known;
  };
  const numbers = new Float32Array(process.length * latent);
  process.forEach((wanted, event) => {
    const stream = randomStream(seed, 'latent', first + event);
    const candidates = rows(wanted);
    const row = candidates[Math.floor(stream.uniform() * candidates.length)] as number;
    for (let index = 0; index < latent; index++) {
      const deviation = (buffer.deviation[row * latent + index] as number) + alpha;
      numbers[event * latent + index] = (buffer.mean[row * latent + index] as number) + deviation * normal(stream);
    }
  });
  return numbers;
}

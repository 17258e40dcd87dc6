import { randomStream, type RandomStream } from '../random.ts';
import { configure, type Configuration, type Dimension, type Space } from './space.ts';
import { fromUnit } from './unit.ts';

/** Random numbers of one trial and dimension: a trial draws the same, whatever other trials and dimensions there are. */
export function dimensionStream(seed: number, purpose: string, trial: number, { name }: Dimension): RandomStream {
  return randomStream(seed, `${purpose} ${name}`, trial);
}

/** A configuration drawn evenly from a space. @param trial from 1 */
export function sampleRandom(space: Space, seed: number, trial: number): Configuration {
  return configure(space, (dimension) =>
    fromUnit(dimension.domain, dimensionStream(seed, 'random', trial, dimension).uniform()),
  );
}

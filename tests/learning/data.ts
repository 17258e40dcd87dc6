import { networkSchema, type Architecture } from '../../science/learning/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';
import type { EventSet } from '../../science/learning/training/index.ts';

/** Overlapping normal signal and background with uneven weights, mean 1. */
export function syntheticEvents(events: number, inputs: number, seed: number): EventSet {
  const stream = randomStream(seed, 'test events');
  const features = new Float32Array(events * inputs);
  const labels = Float32Array.from({ length: events }, () => (stream.uniform() < 0.4 ? 1 : 0));
  const weights = Float32Array.from({ length: events }, () => 0.5 + stream.uniform());
  for (let i = 0; i < features.length; i++) {
    const signal = labels[Math.floor(i / inputs)] === 1;
    features[i] = normal(stream) * (1 + (i % inputs)) + (signal ? 0.7 : 0);
  }
  return { features, labels, weights };
}

export function architecture(inputs: number, network: object, inputNormalisation = true): Architecture {
  return { inputs, inputNormalisation, network: networkSchema.parse(network) };
}

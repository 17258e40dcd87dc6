import type { Model } from '../histfactory/index.ts';

/** All parameters: first those that act on a single bin, bin by bin, then the others. Newton steps are solved in this order. */
export function eliminationOrder(model: Model): Int32Array {
  const binOf = new Int32Array(model.parameters.length).fill(-1);
  const several = new Uint8Array(model.parameters.length);
  for (const { channel, factors, shifts, binFactors } of model.blocks) {
    const first = model.channels[channel]?.first ?? 0;
    for (const { parameter } of [...factors, ...shifts]) several[parameter] = 1;
    for (const parameters of binFactors) {
      parameters.forEach((parameter, bin) => {
        if (binOf[parameter] !== -1 && binOf[parameter] !== first + bin) several[parameter] = 1;
        binOf[parameter] = first + bin;
      });
    }
  }
  const all = Array.from(model.parameters, (_, i) => i);
  const rank = (i: number): number => (several[i] === 1 ? model.bins : (binOf[i] as number));
  return Int32Array.from(all.sort((a, b) => rank(a) - rank(b) || a - b));
}

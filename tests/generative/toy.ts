import { wrapFrom } from '../../science/learning/generative/encoding/angles.ts';
import type { EventColumns, FeaturePlan } from '../../science/learning/generative/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';

/** Three jets of falling pT, the third one missing in a third of the events; `harder` shifts all pT. */
export function toyEvents(count: number, seed: number, harder = 1): EventColumns {
  const stream = randomStream(seed, 'toy');
  const names = ['jet1_phi', 'jet1_pt', 'jet1_eta', 'jet1_btag', 'jet2_pt', 'jet2_phi', 'jet3_pt', 'jet3_phi'] as const;
  const columns = new Map(names.map((name) => [name, new Float64Array(count)]));
  for (let event = 0; event < count; event++) {
    const phi = Math.PI * (2 * stream.uniform() - 1);
    const pt1 = 20 + harder * 50 * Math.exp(0.5 * normal(stream));
    const pt2 = 20 + (pt1 - 20) * stream.uniform();
    const third = stream.uniform() < 2 / 3;
    const row = {
      jet1_phi: phi,
      jet1_pt: pt1,
      jet1_eta: normal(stream),
      jet1_btag: stream.uniform() < 0.3 ? 1 : 0,
      jet2_pt: pt2,
      jet2_phi: wrapFrom(phi + Math.PI + 0.4 * normal(stream), -Math.PI),
      jet3_pt: third ? 20 + (pt2 - 20) * stream.uniform() : NaN,
      jet3_phi: third ? wrapFrom(phi + 2 * normal(stream), -Math.PI) : NaN,
    };
    for (const name of names) (columns.get(name) as Float64Array)[event] = row[name];
  }
  return columns;
}

export const toyPlan: FeaturePlan = {
  features: {
    jet1_pt: { above: 20, whole: false, angle: false },
    jet1_eta: { whole: false, angle: false },
    jet1_btag: { whole: true, angle: false },
    jet2_pt: { above: 20, below: 'jet1_pt', whole: false, angle: false },
    jet2_phi: { whole: false, angle: true },
    jet3_pt: { above: 20, below: 'jet2_pt', whole: false, angle: false },
    jet3_phi: { whole: false, angle: true },
  },
  referenceAngle: 'jet1_phi',
  mirrors: [['jet1_phi', 'jet2_phi', 'jet3_phi'], ['jet1_eta']],
};

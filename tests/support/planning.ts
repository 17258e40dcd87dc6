import { z } from 'zod';
import { planCampaign, readCampaign } from '../../planning/index.ts';
import {
  defineTask,
  file,
  json,
  many,
  records,
  table,
  type AnyTaskDefinition,
  type Catalogue,
  type Plan,
} from '../../schemas/index.ts';

const number = json(z.number());

/** Kinds that exist to be planned; none of them runs. */
export const planningKinds: ReadonlyMap<string, AnyTaskDefinition> = new Map<string, AnyTaskDefinition>(
  [
    defineTask({
      kind: 'read',
      version: 1,
      queue: 'io',
      summary: 'reads a file',
      params: z.strictObject({ tree: z.string().default('events'), weight: z.number().nullable().default(null) }),
      inputs: { source: file('root') },
      outputs: { events: table() },
      run: () => Promise.resolve(),
    }),
    defineTask({
      kind: 'rows',
      version: 1,
      queue: 'io',
      summary: 'chooses rows',
      params: z.strictObject({}),
      inputs: { events: table() },
      outputs: { events: table() },
      run: () => Promise.resolve(),
    }),
    defineTask({
      kind: 'learn',
      version: 3,
      queue: 'gpu',
      summary: 'learns',
      params: z.strictObject({ layers: z.array(z.number()).default([84, 49]) }),
      inputs: { events: many(table()) },
      outputs: { model: file('bin'), loss: number },
      seeded: true,
      run: () => Promise.resolve(),
    }),
    defineTask({
      kind: 'score',
      version: 1,
      queue: 'cpu',
      summary: 'scores',
      params: z.strictObject({}),
      inputs: { model: file('bin'), events: many(table()) },
      outputs: { auc: number },
      run: () => Promise.resolve(),
    }),
    defineTask({
      kind: 'judge',
      version: 1,
      queue: 'cpu',
      summary: 'judges',
      params: z.strictObject({}),
      inputs: { value: number },
      outputs: {
        rows: records(z.strictObject({ measure: z.enum(['gain', 'cost']), value: z.number().nullable() })),
      },
      run: () => Promise.resolve(),
    }),
    defineTask({
      kind: 'gather',
      version: 1,
      queue: 'cpu',
      summary: 'gathers',
      params: z.strictObject({}),
      inputs: { values: many(number) },
      outputs: { sum: number },
      run: () => Promise.resolve(),
    }),
  ].map((definition: AnyTaskDefinition) => [definition.kind, definition]),
);

export const smallCatalogue: Catalogue = {
  luminosity_fb: { '17': 44.3 },
  samples: [
    { file: 'b1.root', dsid: 1, kind: 'background', process: 'ttbar' },
    { file: 's2.root', dsid: 2, kind: 'signal', model: 'DH', mass_gev: 130 },
    { file: 's3.root', dsid: 3, kind: 'signal', model: 'DH', mass_gev: 1100 },
    { file: 's4.root', dsid: 4, kind: 'signal', model: 'LV', mass_gev: 200 },
  ],
};

export const smallCampaign = `campaign: small
seed: 7
catalogue: samples.json
axes:
  sample:
    from: catalogue
    id: \${dsid}
    derive:
      region: { choose: { low: mass_gev <= 600, high: mass_gev >= 1100 } }
  theory:
    product: { model: [DH, LV] }
    id: \${model}
    group: true
tasks:
  read: { kind: read, for: sample, inputs: { source: { file: '\${sample.file}' } }, params: { weight: '\${sample.mass_gev?}' } }
  learn:
    kind: learn
    for: theory
    inputs:
      events: { gather: read.events, where: 'kind == "background" or model == theory.model', with: [kind] }
  score:
    kind: score
    for: theory
    inputs: { model: learn.model, events: { gather: read.events, where: 'kind == "background"' } }
  total: { kind: gather, inputs: { values: { gather: score.auc, optional: true } } }
report: total.sum
`;

export function planSmall(text = smallCampaign, catalogue: Catalogue = smallCatalogue): Plan {
  return planCampaign({
    campaign: readCampaign(text, 'campaign.yaml'),
    catalogue,
    dataFolder: '/data',
    kinds: planningKinds,
  });
}

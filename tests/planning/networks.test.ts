import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { planCampaign, readCampaign } from '../../planning/index.ts';
import { canonicalJson, isGather, type Catalogue, type PlannedTask } from '../../schemas/index.ts';
import { builtInKinds } from '../../workers/built-in-kinds.ts';

const catalogue = {
  samples: [
    { file: 'a.root', dsid: 1, kind: 'background', process: 'ttbar' },
    { file: 'b.root', dsid: 2, kind: 'background', process: 'diboson' },
    ...[500, 750, 1000].map((mass, index) => ({
      file: `s${mass}.root`,
      dsid: 10 + index,
      kind: 'signal',
      process: 'DH',
      model: index === 2 ? 'LV' : 'DH',
      mass_gev: mass,
    })),
  ],
} as unknown as Catalogue;

const head = `
campaign: networks
catalogue: samples.json
axes:
  sample: { from: catalogue, id: '\${dsid}' }
  category: { of: sample, where: 'kind == "signal"', distinct: [model], id: '\${model}' }
  signal: { of: sample, where: 'kind == "signal"', distinct: [dsid], id: '\${dsid}' }
  left_out: { of: sample, where: 'kind == "signal"', distinct: [mass_gev], id: 'without_\${mass_gev}' }
  fold: { product: { index: [0, 1, 2] }, id: 'fold\${index}' }
tasks:
  ingest:
    kind: ingest
    for: sample
    inputs: { source: { file: '\${sample.file}' } }
    params: { tree: events, dsid: '\${sample.dsid}', scalars: [met] }
  select: { kind: select, for: sample, inputs: { events: ingest.events }, params: { output: [met], cuts: [] } }
`;
const plan = (tasks: string) =>
  planCampaign({
    campaign: readCampaign(head + tasks, 'campaign.yaml'),
    catalogue,
    dataFolder: '/data',
    kinds: builtInKinds,
  });
const network = 'params: { features: [met], network: { hidden: [{ units: 8 }] } }';
/** Ids of the tasks that an input gathers. */
function gathered(tasks: readonly PlannedTask[], id: string, port: string): readonly (string | undefined)[] {
  const input = tasks.find((task) => task.id === id)?.inputs[port];
  return input !== undefined && isGather(input) ? input.gather.map(({ task }) => tasks[task]?.id) : [];
}
const samples = (...dsids: number[]) => dsids.map((dsid) => `select[sample=${dsid}]`);

describe('networks of a campaign', () => {
  test('learn from everything, from a category, or from one sample, with the same background', () => {
    const { tasks } = plan(`
  all: { kind: train, inputs: { events: { gather: select.events, with: [kind] } }, ${network} }
  one_category:
    { kind: train, for: category, inputs: { events: { gather: select.events, where: kind == "background" or model == category.model, with: [kind] } }, ${network} }
  one_sample:
    { kind: train, for: signal, inputs: { events: { gather: select.events, where: kind == "background" or dsid == signal.dsid, with: [kind] } }, ${network} }
`);
    expect(gathered(tasks, 'all', 'events')).toEqual(samples(1, 2, 10, 11, 12));
    expect(gathered(tasks, 'one_category[category=DH]', 'events')).toEqual(samples(1, 2, 10, 11));
    expect(gathered(tasks, 'one_category[category=LV]', 'events')).toEqual(samples(1, 2, 12));
    expect(gathered(tasks, 'one_sample[signal=11]', 'events')).toEqual(samples(1, 2, 11));
  });

  test('leave a mass out, and are asked at it', () => {
    const { tasks } = plan(`
  train:
    kind: train
    for: left_out
    inputs: { events: { gather: select.events, where: kind == "background" or mass_gev != left_out.mass_gev, with: [kind, mass_gev] } }
    params: { features: [met], parameterised: { by: [mass_gev] }, network: { hidden: [{ units: 8 }] } }
  predict:
    kind: predict
    for: left_out
    inputs:
      models: { gather: train.model, where: mass_gev == left_out.mass_gev }
      events: { gather: select.events, where: kind == "background" or mass_gev == left_out.mass_gev, with: [kind, mass_gev] }
    params: { at: { mass_gev: '\${left_out.mass_gev}' } }
`);
    const id = (task: string) => `${task}[left_out=without_750]`;
    expect(gathered(tasks, id('train'), 'events')).toEqual(samples(1, 2, 10, 12));
    expect(gathered(tasks, id('predict'), 'events')).toEqual(samples(1, 2, 11));
    expect(gathered(tasks, id('predict'), 'models')).toEqual([id('train')]);
    expect(tasks.find((task) => task.id === id('predict'))?.params).toEqual({ at: { mass_gev: 750 } });
  });

  test('are cross-trained, one for each fold, and score together', () => {
    const { tasks } = plan(`
  train:
    kind: train
    for: fold
    inputs: { events: &all { gather: select.events, with: [kind] } }
    params: { features: [met], cross_training: { folds: 3, fold: '\${fold.index}', by: [dsid] }, network: { hidden: [{ units: 8 }] } }
  predict: { kind: predict, inputs: { models: { gather: train.model }, events: *all } }
`);
    expect(gathered(tasks, 'predict', 'models')).toEqual([0, 1, 2].map((fold) => `train[fold=fold${fold}]`));
    expect(tasks.find(({ id }) => id === 'train[fold=fold2]')?.params).toMatchObject({ cross_training: { fold: 2 } });
  });

  test('have parameters that are refused when the campaign is planned', () => {
    const train = (more: string) =>
      plan(`
  train: { kind: train, inputs: { events: { gather: select.events, with: [kind] } }, params: { features: [met], network: { hidden: [{ units: 8 }] }, ${more} } }
`);
    expect(() => train('cross_training: { folds: 3, fold: 3, by: [dsid] }')).toThrow(/folds are counted from 0/);
    expect(() => train('classes: [{ name: a, where: kind = "b" }, { name: c, where: kind == "d" }]')).toThrow(
      /campaign.yaml:\d+/,
    );
    expect(() =>
      train('loss: { name: focal }, classes: [{ name: a, where: kind == "b" }, { name: c, where: kind == "d" }]'),
    ).toThrow(/focal loss/);
    expect(() => train('learning_rate_schedule: { name: steps }')).toThrow(/learning_rate_schedule/);
  });
});

test('the dark-matter campaign asks of its networks what it always did: no parameter that came later is in its keys', async () => {
  const text = await readFile('campaigns/dark-matter/campaign.yaml', 'utf8');
  const { tasks } = readCampaign(text, 'campaign.yaml').file;
  const digest = (kind: string) => {
    const params = builtInKinds.get(kind)?.params.parse(tasks[kind]?.params);
    return createHash('sha256').update(canonicalJson(params)).digest('hex').slice(0, 16);
  };
  expect([digest('train'), digest('dropout-sampling')]).toEqual(['07073b123181dfb7', '1c6c41a05cbcd6e8']);
});

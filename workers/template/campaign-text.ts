import { OBJECT_FIELDS } from '../../activities/ingest-events-csv/params.ts';
import type { TemplateData } from './samples.ts';

/** Slots of each kind of object. */
const slots = 4;

/** Numbers that say which event it is or how much it counts, not how it looks. */
const bookkeeping = /^(run|run_?number|lumi|luminosity_?block|dsid|period|particle_event|.*weight.*|.*_sf)$/i;

/** The lines of `[a, b, c]`, broken at 120 characters. */
function list(names: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 110) lines.push(`${indent}  ${name},`);
    else lines[lines.length - 1] = `${last} ${name},`;
  }
  return `\n${indent}[\n${lines.join('\n')}\n${indent}]`;
}

function objectsOf(data: TemplateData): Readonly<Record<string, readonly string[]>> {
  if (data.format !== 'events-csv') return data.objects;
  const fields = OBJECT_FIELDS.filter((field) => ['pt', 'eta', 'phi', 'm'].includes(field));
  return { jet: [...fields, 'btag'], lep: [...fields.filter((field) => field !== 'm'), 'charge'] };
}

/** Columns that describe an event. */
export function featuresOf(data: TemplateData): readonly string[] {
  const plain =
    data.format === 'events-csv'
      ? ['met', 'met_phi']
      : data.columns
          .filter(
            ({ name, type }) =>
              type !== 'text' && !bookkeeping.test(name) && ![data.label, data.weight, data.event].includes(name),
          )
          .map(({ name }) => name);
  const ofObjects = Object.entries(objectsOf(data)).flatMap(([object, fields]) => [
    `n_${object}`,
    ...Array.from({ length: slots }, (_, slot) => fields.map((field) => `${object}${slot + 1}_${field}`)).flat(),
  ]);
  return [...new Set([...plain, ...ofObjects])];
}

/** The campaign file: it reads, selects, splits, shows every column and, where there are two classes, trains and judges a network. */
export function campaignText(name: string, data: TemplateData): string {
  const features = featuresOf(data);
  const kinds = new Set(data.samples.map(({ kind }) => kind));
  const learns = data.label !== undefined || (kinds.has('signal') && kinds.has('background'));
  const event = data.event ?? (data.format === 'events-csv' ? 'event' : 'row');
  const by = data.label ?? 'kind';
  const kept = [...new Set(['dsid', event, 'channel', ...(data.label === undefined ? [] : [data.label]), ...features])];
  return `# ${name}: written by umbra new from your files. Change what you like; umbra plan ${name} says what a run would do.
campaign: ${name}
title: ${name}
seed: 1
# Which files there are, and what each is: signal, background or data. Correct the guesses there.
catalogue: data/samples.json
report: report.page

axes:
  # One value for each entry of the catalogue; its fields are attributes (sample.dsid, sample.kind, ...).
  sample: { from: catalogue, id: '\${name}' }

tasks:
${ingestText(data)}
  # Derived columns, cuts and what is kept. umbra functions lists what formulas may use.
  select:
    kind: select
    for: sample
    inputs: { events: ingest.events }
    params:
      define:
        dsid: { value: '\${sample.dsid}', type: int32 }
        channel: { value: '0', type: int8 } # events are counted by it: if(lep1_flavour == 11, 0, 1), say
      # objects: { bjet: jet where btag == 1 }
${data.weight === undefined ? '      # weight: the generator weight, where there is one' : `      weight: ${data.weight}`}
      cuts: []
      # cuts:
      #   - { name: met, keep: met > 50 }
      output:${list(kept, '        ')}

  # kind: data counts every event once. For expected events at a luminosity give each sample cross_section_pb and sum_of_weights (over all
  # generated events) in the catalogue and write:
  #   params: { kind: '\${sample.kind}', cross_section_pb: '\${sample.cross_section_pb?}', k_factor: 1, filter_efficiency: 1,
  #             sum_of_weights: '\${sample.sum_of_weights?}', luminosity_fb: 140 }
  weigh:
    kind: weigh
    for: sample
    inputs: { events: select.events, cutflow: select.cutflow }
    params: { kind: data, cross_section_pb: null, k_factor: null, filter_efficiency: null, luminosity_fb: 1 }

  # By a hash of sample and event, so that adding a sample moves no other event: half trains, a sixth validates, a third tests.
  split:
    kind: split
    for: sample
    inputs: { events: weigh.events }
    params: { by: [dsid, ${event}], slots: { train: 3, validation: 1, test: 2 } }

  distributions:
    kind: histograms
    inputs: { events: { gather: split.events, with: [kind, name] } }
    params:
      by: ${by}
      columns:${list(features, '        ')}

  plot-distributions:
    kind: plot-distributions
    inputs: { histograms: { gather: distributions.histograms } }
    params: { name: column, density: true }

  cutflow:
    kind: table
    inputs: { records: { gather: weigh.cutflow, with: [kind, name] } }
    params:
      name: cutflow
      title: Events after each step
      columns: [{ column: kind, title: Class }, { column: name, title: Sample }, { column: step, title: Step }, { column: events, title: Events, format: count }]
${learns ? learningText(data, features) : '\n  # There is one class only, so that nothing is trained. Mark samples as signal in the catalogue and run umbra new again, or add a training.\n'}
  report:
    kind: report-page
    inputs:
      documents: [cutflow.documents, plot-distributions.documents${learns ? ', loss.documents, figures-of-merit.documents, roc.documents' : ''}]
    params:
      title: ${name}
      sections:
        - { title: Samples, show: [cutflow] }
${learns ? "        - { title: Network, show: [figures_of_merit, 'roc*', loss] }\n" : ''}        - { title: Columns, show: ['column_*'], fold: true }
`;
}

function ingestText(data: TemplateData): string {
  const head = (kind: string): string => `  ingest:
    kind: ${kind}
    for: sample
    inputs:
      source: { file: '\${sample.file}' }
    params:
      sha256: \${sample.sha256?}
      entries: \${sample.entries?}
`;
  const numbered = data.event === undefined ? '      row_number: row\n' : '';
  const names = data.columns.filter(({ type }) => type !== 'text' || data.format !== 'root').map(({ name }) => name);
  const objects = (types: boolean): string =>
    Object.entries(objectsOf(data))
      .map(([object, fields]) => {
        const sort = fields.includes('pt') ? ', sort: pt' : '';
        const of = types ? `types: [${object === 'jet' ? 'j, b' : 'e-, e+, m-, m+'}], ` : '';
        return `        ${object}: { ${of}branches: [${fields.join(', ')}]${sort}, keep: ${slots} }\n`;
      })
      .join('');
  switch (data.format) {
    case 'root':
      return `${head('ingest')}${numbered}      tree: ${data.tree ?? 'events'}
      scalars:${list(names, '        ')}
${Object.keys(data.objects).length === 0 ? '' : `      # Objects of which an event has any number: selected, sorted and kept up to a number; missing ones are missing, not zero.\n      objects:\n${objects(false)}`}`;
    case 'events-csv':
      return `${head('ingest-events-csv')}      # Objects of which an event has any number: selected, sorted and kept up to a number; missing ones are missing, not zero.
      objects:\n${objects(true)}`;
    case 'parquet':
      return `${head('ingest-parquet')}${numbered}      columns:${list(names, '        ')}\n`;
    case 'csv': {
      const types = data.columns.flatMap(({ name, type }) =>
        type === 'text' ? [`${name}: string`] : type === 'integer' ? [`${name}: int64`] : [],
      );
      return `${head('ingest-csv')}${numbered}${data.separator === ',' ? '' : `      separator: "${data.separator === '\t' ? '\\t' : (data.separator ?? ',')}"\n`}      columns:${list(names, '        ')}
${types.length === 0 ? '' : `      types: { ${types.join(', ')} }\n`}`;
    }
  }
}

function learningText(data: TemplateData, features: readonly string[]): string {
  const labelled = data.label === undefined ? '' : `      label_column: ${data.label}\n`;
  const gathered = data.label === undefined ? `where: kind != "data", with: [kind, name]` : 'with: [kind, name]';
  return `
  train:
    kind: train
    inputs: { events: &events { gather: split.events, ${gathered} } }
    params:
${labelled}      features: &features${list(features, '        ')}
      padding: zero # of what is missing
      normaliser: batch
      balancing: signal-up-by-weight # both classes count the same
      network:
        hidden:
          - { units: 64, activation: relu, dropout: 0.05 }
          - { units: 32, activation: relu }
      batch_size: 256
      epochs: 50
      early_stopping: { patience: 8 }

  predict:
    kind: predict
    inputs: { models: [train.model], events: *events }
    params: { part: all${data.label === undefined ? '' : `, label_column: ${data.label}`} }

  evaluate:
    kind: evaluate
    inputs: { scores: [predict.scores] }
    params: { permutations: 0 }

  loss:
    kind: plot-curves
    inputs: { json: [train.history] }
    params: { name: loss, title: Validation loss, rows: epochs, x: { column: epoch, title: Epoch }, y: { column: validation_loss, title: Loss } }

  roc:
    kind: plot-curves
    inputs: { json: [evaluate.evaluation] }
    params:
      name: roc
      title: ROC
      rows: parts.*.roc
      series: part
      x: { column: background_efficiency, title: Background efficiency }
      y: { column: signal_efficiency, title: Signal efficiency }

  figures-of-merit:
    kind: table
    inputs: { records: [evaluate.metrics] }
    params:
      name: figures_of_merit
      title: The network
      where: metric in ["auc", "accuracy", "f1", "kappa"]
      pivot: { row: metric, column: part, value: value, error: error }
`;
}

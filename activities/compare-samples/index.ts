import { defineTask, InputError, json, many, records, table, type TableInput } from '../../schemas/index.ts';
import { binnedRow, sampleComparisonSchema, SPLITS, type SampleComparison } from '../../schemas/results/index.ts';
import { twoSampleArea, type EventColumns } from '../../science/learning/generative/index.ts';
import { normal, randomStream } from '../../science/learning/random.ts';
import {
  nearestInFirst,
  slicedWassersteinDistance,
  uniformityTest,
  wassersteinDistance,
} from '../../science/metrics/index.ts';
import { readProcessEvents } from '../train-generator/samples.ts';
import { binned } from './binned.ts';
import { compareSamplesParams } from './params.ts';
import { scaleOf, standardised } from './standardise.ts';

/**
 * Generated events against simulated ones: distances of each feature and of all together, a classifier that tries to tell them apart,
 * and what physics demands. Each number stands beside that of simulated events against simulated events.
 */
export const compareSamples = defineTask({
  kind: 'compare-samples',
  version: 2,
  queue: 'gpu',
  seeded: true,
  summary:
    'Compares generated with simulated events: Wasserstein distances, classifier two-sample test, physical checks.',
  params: compareSamplesParams,
  inputs: { generated: table(), simulated: many(table()) },
  outputs: { summary: json(sampleComparisonSchema), histograms: records(binnedRow) },
  async run({ params, inputs, outputs, seed, threads, signal, progress }) {
    const { features } = params;
    const code = (part: (typeof SPLITS)[number]) => SPLITS.indexOf(part);
    const read = async (part: (typeof SPLITS)[number]) =>
      (await readProcessEvents(inputs.simulated, features, [], code(part))).columns;
    const [simulated, reference, all] = await Promise.all([
      read(params.part),
      read(params.reference_part),
      readGenerated(inputs.generated, features, params.process),
    ]);
    const events = sizeOf(simulated);
    if (events === 0 || sizeOf(all) === 0) throw noEvents(events === 0 ? 'simulated' : 'generated');
    const scales = new Map(features.map((name) => [name, scaleOf(simulated.get(name) as Float64Array)]));
    const flagged = features.filter((name) => [simulated, all].some((set) => (set.get(name) ?? []).some(Number.isNaN)));
    const matrix = (set: EventColumns, count: number) => standardised(firstOf(set, count), scales, flagged);
    const width = features.length + flagged.length;
    // As many of each: neither sample is told by its size.
    const [common, commonReference] = [Math.min(events, sizeOf(all)), Math.min(events, sizeOf(reference))];
    const sliced = (set: EventColumns, count: number): number => {
      const stream = randomStream(seed, 'directions');
      const [a, b] = [matrix(set, count), matrix(simulated, count)];
      return slicedWassersteinDistance(a, b, width, params.directions, () => normal(stream));
    };
    const { folds, hidden, learning_rate: learningRate, batch_size: batchSize, epochs, patience } = params.classifier;
    const settings = { folds, hidden, learningRate, batchSize, epochs, patience, seed };
    const classify = (set: EventColumns, count: number) =>
      twoSampleArea({ first: matrix(set, count), second: matrix(simulated, count), features: width }, settings, {
        threads,
        signal,
      });
    progress({ fraction: 0.1, message: 'distances' });
    const classifier = await classify(all, common);
    progress({ fraction: 0.6, message: 'classifier' });
    const classifierReference = await classify(reference, commonReference);
    const summary: SampleComparison = {
      generated: sizeOf(all),
      simulated: events,
      classifier: {
        ...classifier,
        reference_auc: classifierReference.auc,
        reference_error: classifierReference.error,
      },
      sliced_wasserstein: sliced(all, common),
      sliced_wasserstein_reference: sliced(reference, commonReference),
      nearest: nearestTo(all, reference, simulated, params.nearest),
      features: features.map((feature) => featureRow(feature, all, simulated, reference)),
      uniform: params.uniform.map((feature) => ({
        feature,
        ...uniformityTest(there(all.get(feature) as Float64Array), -Math.PI, Math.PI),
      })),
      ordered: params.ordered.map((names) => ({
        features: names,
        generated: disordered(all, names),
        simulated: disordered(simulated, names),
      })),
    };
    const units = await unitsOf(inputs.generated, features);
    await Promise.all([
      outputs.summary.write(summary),
      outputs.histograms.write(
        features.flatMap((feature) =>
          binned(feature, units.get(feature) ?? null, { simulated, generated: all }, params.bins),
        ),
      ),
    ]);
  },
});

const sizeOf = (columns: EventColumns): number => columns.values().next().value?.length ?? 0;
const there = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value));
const firstOf = (columns: EventColumns, count: number): EventColumns =>
  new Map([...columns].map(([name, values]) => [name, values.subarray(0, count)]));

/** Every generated event is compared with every simulated one: more of them would take minutes and say little more. */
const nearestAtMost = { generated: 2000, simulated: 10_000 };

function nearestTo(
  generated: EventColumns,
  trained: EventColumns,
  unseen: EventColumns,
  names: readonly string[],
): SampleComparison['nearest'] {
  if (names.length === 0) return null;
  const chosen = (set: EventColumns): EventColumns =>
    new Map(names.map((name) => [name, set.get(name) as Float64Array]));
  const [events, of, against] = [chosen(generated), chosen(trained), chosen(unseen)];
  const scales = new Map(names.map((name) => [name, scaleOf(against.get(name) as Float64Array)]));
  const flagged = names.filter((name) => [events, of, against].some((set) => set.get(name)?.some(Number.isNaN)));
  const matrix = (set: EventColumns, count: number) => standardised(firstOf(set, count), scales, flagged);
  const points = Math.min(sizeOf(events), nearestAtMost.generated);
  const common = Math.min(sizeOf(of), sizeOf(against), nearestAtMost.simulated);
  const share = nearestInFirst(
    matrix(events, points),
    matrix(of, common),
    matrix(against, common),
    names.length + flagged.length,
  );
  return { share, error: Math.sqrt((share * (1 - share)) / points) };
}

async function readGenerated(
  input: TableInput,
  features: readonly string[],
  process: string | undefined,
): Promise<EventColumns> {
  const { columns } = await readProcessEvents([input], features, [], undefined);
  if (process === undefined) return columns;
  const names = (await input.read(['process'])).columns.get('process')?.values ?? [];
  return new Map([...columns].map(([name, values]) => [name, values.filter((_, event) => names[event] === process)]));
}

async function unitsOf(input: TableInput, features: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { columns } = await input.read(features);
  return new Map([...columns].flatMap(([name, { unit }]) => (unit === undefined ? [] : [[name, unit] as const])));
}

function featureRow(
  feature: string,
  generated: EventColumns,
  simulated: EventColumns,
  reference: EventColumns,
): SampleComparison['features'][number] {
  const [g, s, r] = [generated, simulated, reference].map((set) => set.get(feature) as Float64Array) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [ofGenerated, ofSimulated] = [scaleOf(g), scaleOf(s)];
  const distance = (other: Float64Array): number => {
    const value = wassersteinDistance(there(other), there(s));
    return Number.isNaN(value) ? 0 : value / ofSimulated.deviation;
  };
  return {
    feature,
    wasserstein: distance(g),
    reference: distance(r),
    generated_present: ofGenerated.present,
    simulated_present: ofSimulated.present,
    generated_mean: ofGenerated.mean,
    simulated_mean: ofSimulated.mean,
    simulated_mean_error: ofSimulated.deviation / Math.sqrt(Math.max(1, there(s).length)),
  };
}

/** Fraction of the events in which a value is larger than the one before it; missing values are passed over. */
function disordered(columns: EventColumns, names: readonly string[]): number {
  const values = names.map((name) => columns.get(name) as Float64Array);
  const events = sizeOf(columns);
  let wrong = 0;
  for (let event = 0; event < events; event++)
    if (values.some((own, index) => index > 0 && (own[event] as number) > (values[index - 1]?.[event] as number)))
      wrong++;
  return wrong / events;
}

const noEvents = (which: string): InputError =>
  new InputError('no-events', `there are no ${which} events to compare`, {
    mend: 'check process and part, and the rule that gathers the samples',
  });

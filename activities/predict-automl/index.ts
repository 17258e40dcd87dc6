import { defineTask, file, many, table } from '../../schemas/index.ts';
import { binaryEntropy, emptyScores } from '../../science/learning/dropout/index.ts';
import { inferScores } from '../../science/learning/index.ts';
import { decodeModel } from '../../science/learning/model-file/index.ts';
import { decodeTreeModel, treeFeatures } from '../../science/learning/trees/index.ts';
import { decodePortfolio, type PortfolioMember } from '../automl/file.ts';
import { predictTreesParams } from '../predict-trees/params.ts';
import { readSample, scoredInputs, type ScoredSample } from '../scoring/events.ts';
import { scoreTable } from '../scoring/table.ts';

/**
 * Scores events with a blend of networks and trees. The table is that of `predict`: `score` and `mean` are the blend, `std` is the spread of the
 * members by their shares, `mutual_information` how far they differ.
 */
export const predictAutoml = defineTask({
  kind: 'predict-automl',
  version: 1,
  queue: 'gpu',
  summary: 'Scores events with the blend that automl found.',
  params: predictTreesParams,
  inputs: { model: file('portfolio'), events: many(table()) },
  outputs: { scores: table() },
  async run({ params, inputs, outputs, threads, signal, progress }) {
    const { part, label_column: labelColumn } = params;
    const keep = [...(part === 'all' ? ['split'] : []), ...(params.keep ?? [])];
    const members = decodePortfolio(await inputs.model.read());
    const features = [...new Set(members.flatMap(featuresOf))];
    const scoring = { features, parameters: [], at: {}, part, keep, labelColumn };
    const samples = (await Promise.all(inputs.events.map((input) => readSample(input, scoring)))).flat();
    const events = samples.reduce((sum, sample) => sum + sample.part.rows.length, 0);
    const scores = emptyScores(events, 1);
    const squares = new Float64Array(events);
    const entropies = new Float64Array(events);
    for (const [index, { share, ...member }] of members.entries()) {
      signal.throwIfAborted();
      const own = await scoresOf(member, samples, threads, signal);
      for (let event = 0; event < events; event++) {
        const p = own[event] as number;
        scores.mean[event] = (scores.mean[event] as number) + share * p;
        squares[event] = (squares[event] as number) + share * p * p;
        entropies[event] = (entropies[event] as number) + share * binaryEntropy(p);
      }
      progress({ fraction: (index + 1) / members.length });
    }
    scores.score.set(scores.mean);
    for (let event = 0; event < events; event++) {
      const mean = scores.mean[event] as number;
      const entropy = binaryEntropy(mean);
      scores.standardDeviation[event] =
        members.length === 1 ? 0 : Math.sqrt(Math.max(0, (squares[event] as number) - mean * mean));
      scores.entropy[event] = entropy;
      scores.mutualInformation[event] = members.length === 1 ? 0 : Math.max(0, entropy - (entropies[event] as number));
    }
    await outputs.scores.write(scoreTable(samples, scores, { keep }));
  },
});

type Member = Omit<PortfolioMember, 'share'>;

function featuresOf({ method, model }: Member): readonly string[] {
  if (method === 'network') return decodeModel(model).inputs.map(({ feature }) => feature);
  const trees = decodeTreeModel(model);
  try {
    return trees.inputs.map(({ feature }) => feature);
  } finally {
    trees.free();
  }
}

async function scoresOf(
  { method, model }: Member,
  samples: readonly ScoredSample[],
  threads: number,
  signal: AbortSignal,
): Promise<Float64Array | Float32Array> {
  if (method === 'network') {
    const network = decodeModel(model);
    const { features } = scoredInputs(network.inputs, samples);
    return inferScores(network, features, { threads, signal, progress: () => undefined, progressSeconds: 1 });
  }
  const trees = decodeTreeModel(model);
  try {
    return trees.score(
      treeFeatures(
        trees.inputs,
        samples.map(({ part }) => part),
      ),
      threads,
    );
  } finally {
    trees.free();
  }
}

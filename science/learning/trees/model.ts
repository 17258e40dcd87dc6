import { InputError } from '../../../schemas/index.ts';
import { decodeVectors, encodeVectors } from './ensemble/file.ts';
import { addScores } from './ensemble/score.ts';
import { treesOf, vectorsOf } from './ensemble/state.ts';
import { votesSignal } from './ensemble/adaboost.ts';
import { scaled, type TrainedEnsemble } from './ensemble/forest.ts';
import type { TreeInput } from './events.ts';
import { loadXgboost, type Booster } from './xgboost/binding.ts';

export const TREE_METHODS = ['xgboost', 'forest', 'adaboost'] as const;
export type TreeMethod = (typeof TREE_METHODS)[number];

/** What stands in a model beside its trees. */
export interface TreeModelHead {
  readonly method: TreeMethod;
  readonly inputs: readonly TreeInput[];
  /** What training it was: for people. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** A trained model, ready to score. */
export interface TreeModel extends TreeModelHead {
  /** The iterations that it holds. */
  readonly iterations: number;
  /** `[events]` between 0 and 1, signal high. @param features `[events x inputs]`, row-major, NaN where missing */
  score(features: Float32Array, threads: number): Float32Array;
  /** Frees what the library holds; the model is of no use then. */
  free(): void;
}

const format = 'umbra trees 1';
const attribute = 'umbra';

/** A forest or AdaBoost as a safetensors file. */
export function encodeEnsemble(head: TreeModelHead, { trees, votes }: TrainedEnsemble): Uint8Array {
  return encodeVectors({ ...vectorsOf(trees), votes }, { format, head: JSON.stringify(head) });
}

/** A boosted model as a file of XGBoost's (UBJSON), which any XGBoost reads; what Umbra adds is an attribute of it. */
export function encodeBooster(head: TreeModelHead, booster: Booster): Uint8Array {
  booster.setAttribute(attribute, JSON.stringify({ format, head }));
  return booster.save();
}

/** @throws InputError `model-file` */
export function decodeTreeModel(file: Uint8Array): TreeModel {
  // UBJSON begins with '{', a safetensors file with the length of its header in 8 bytes and then a '{'
  return file[0] === 0x7b && file[8] !== 0x7b ? decodeBooster(file) : decodeEnsemble(file);
}

function decodeBooster(file: Uint8Array): TreeModel {
  const booster = loadXgboost().booster([]);
  try {
    booster.load(file);
  } catch (error) {
    booster.free();
    throw foreign(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  const { format: found, head } = JSON.parse(booster.attribute(attribute) ?? '{}') as {
    format?: string;
    head?: TreeModelHead;
  };
  if (found !== format || head === undefined) {
    booster.free();
    throw foreign(`it says nothing of the features that it takes (format '${found ?? ''}')`);
  }
  const width = head.inputs.length;
  return {
    ...head,
    iterations: booster.rounds(),
    score: (features, threads) => booster.predict({ features, width }, threads),
    free: () => {
      booster.free();
    },
  };
}

/** Events whose sums stay in the processor's cache while the trees go over them. */
const chunk = 4096;

function decodeEnsemble(file: Uint8Array): TreeModel {
  const vectors = decodeVectors(file);
  if (vectors.metadata.format !== format) throw foreign(`its format is '${vectors.metadata.format ?? ''}'`);
  const head = JSON.parse(vectors.metadata.head ?? '{}') as TreeModelHead;
  const trees = treesOf(vectors);
  const votes = vectors.vector('votes', Float64Array);
  const width = head.inputs.length;
  const vote =
    head.method === 'forest'
      ? (leaf: number, tree: number) => (trees.value[leaf] as number) * (votes[tree] as number)
      : (leaf: number, tree: number) => (votesSignal(trees.value[leaf] as number) ? (votes[tree] as number) : 0);
  return {
    ...head,
    iterations: votes.length,
    score(features) {
      const sums = new Float64Array(features.length / width);
      for (let first = 0; first < sums.length; first += chunk) {
        const part = sums.subarray(first, first + chunk);
        addScores(trees, features.subarray(first * width), width, part, vote, [0, votes.length]);
      }
      return scaled(sums, 1, 0);
    },
    free: () => undefined,
  };
}

const foreign = (why: string): InputError =>
  new InputError('model-file', `this is not a model of Umbra's trees: ${why}`, {
    expected: 'a model written by train-xgboost, train-forest or train-adaboost',
    mend: 'give such a model',
  });

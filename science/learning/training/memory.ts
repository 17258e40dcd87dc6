import { InputError } from '../../../schemas/index.ts';
import type { Architecture } from '../network.ts';

/** What a training's use of memory follows from. */
export interface MemoryQuestion {
  /** Events of all gathered samples, and those of them to learn from and to validate with. */
  readonly events: number;
  readonly features: number;
  readonly architecture: Architecture;
  /** Events that are computed together. */
  readonly pieceSize: number;
  /** Vectors of the parameters' length that the optimiser keeps. */
  readonly slots: number;
}

/** Bytes, by what they are for. */
export interface MemoryEstimate {
  /** Node and TensorFlow's library, with a loaded graph. */
  readonly library: number;
  /** The samples' columns and feature matrices. */
  readonly samples: number;
  /** Network inputs, labels and weights: as they are prepared, and in TensorFlow's variables. */
  readonly inputs: number;
  /** Values and gradients of a piece of a batch, and masks of dropout. */
  readonly activations: number;
  readonly parameters: number;
  readonly total: number;
}

const float = 4;
/** Measured: 345 MB after loading, 410 MB with a graph after some thousand steps. */
const library = 450e6;
/**
 * Arrays of a layer's units that are alive at the same time: sums, outputs, masks, gradients. Measured: 1.6 with relu, 4.3 with selu
 * and dropout; a normalisation keeps three more.
 */
const arraysOfLayer = 5;
const arraysOfNormalisation = 3;

/** The most memory that a training will need, on the safe side. */
export function estimateMemory(question: MemoryQuestion): MemoryEstimate {
  const { events, features, architecture, pieceSize, slots } = question;
  const { inputs, network, outputs = 1 } = architecture;
  const widths = [inputs, ...network.hidden.map(({ units }) => units), outputs];
  const weights = widths.slice(1).reduce((sum, units, index) => sum + (units + 4) * (widths[index] as number), 0);
  // Columns are read as float64 or float32 and become a float32 matrix; weight, split and their copies are float64
  const samples = events * (features * (2 * float + float) + 6 * 2 * float);
  // Prepared once and twice while rows are picked; then copied into variables
  const prepared = events * (inputs * 3 * float + 8 * float);
  const order = events * float;
  const values = network.hidden.reduce(
    (sum, { units, batch_normalisation: batch, layer_normalisation: layer = false }) =>
      sum + units * (arraysOfLayer + (batch === false && layer === false ? 0 : arraysOfNormalisation)),
    (inputs + outputs) * arraysOfLayer,
  );
  const activations = Math.min(pieceSize, events) * float * values;
  const parameters = weights * float * (6 + 2 * slots);
  const parts = { library, samples, inputs: prepared + order, activations, parameters };
  return { ...parts, total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0) };
}

/**
 * Refuses a training that would not fit, before it starts: a process that the kernel ends for want of memory says nothing.
 * @param available bytes
 * @throws InputError `memory` with what needs how much, and what would need less
 */
export function requireMemory(question: MemoryQuestion, available: number): void {
  const estimate = estimateMemory(question);
  if (estimate.total <= available) return;
  const smaller = largestPiece(question, available);
  const data = estimate.total - estimate.activations;
  throw new InputError(
    'memory',
    `the training would need about ${gigabytes(estimate.total)} of memory and ${gigabytes(available)} are free: ` +
      `${gigabytes(estimate.samples + estimate.inputs)} for ${question.events} events of ${question.features} features, ` +
      `${gigabytes(estimate.activations)} for ${Math.min(question.pieceSize, question.events)} events computed together, ` +
      `${gigabytes(estimate.parameters + estimate.library)} for the network and the library`,
    {
      expected: `no more than ${gigabytes(available)}`,
      mend:
        smaller !== undefined && data < available
          ? `set \`micro_batch_size: ${smaller}\`: larger batches then add up the gradients of such pieces`
          : 'gather fewer events or features, run fewer trainings at once (--slots gpu=1), or use a machine with more memory',
    },
  );
}

/** The largest power of two that fits, if any. */
function largestPiece(question: MemoryQuestion, available: number): number | undefined {
  for (let size = 2 ** Math.floor(Math.log2(question.pieceSize)); size >= 64; size /= 2)
    if (estimateMemory({ ...question, pieceSize: size }).total <= available) return size;
  return undefined;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;

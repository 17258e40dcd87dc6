import { z } from 'zod';

export const ACTIVATIONS = ['relu', 'selu', 'elu', 'tanh', 'sigmoid', 'linear'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * Distributions of initial weights for `inputs` incoming and `outputs` outgoing connections:
 * Glorot (Glorot and Bengio 2010) variance 2 / (inputs + outputs), He (2015) 2 / inputs, LeCun (1998) 1 / inputs.
 */
export const INITIALISERS = [
  'glorot-uniform',
  'glorot-normal',
  'he-uniform',
  'he-normal',
  'lecun-uniform',
  'lecun-normal',
] as const;
export type Initialiser = (typeof INITIALISERS)[number];

const fraction = z.number().min(0).lt(1);

/** Moving averages of a batch normalisation: average <- momentum x average + (1 - momentum) x value of the batch. */
export const batchNormalisationSchema = z.strictObject({
  /** Corrected for the start (as Adam corrects its moments), so that validation is right from the first epoch on. */
  momentum: fraction.default(0.99),
  epsilon: z.number().positive().default(0.001),
});
export type BatchNormalisation = z.infer<typeof batchNormalisationSchema>;

export const hiddenLayerSchema = z.strictObject({
  units: z.int().positive().max(65536),
  activation: z.enum(ACTIVATIONS).default('relu'),
  /** Fraction of the layer's outputs that are set to zero in a training step; the others are scaled by 1 / (1 - dropout). */
  dropout: fraction.default(0),
  /** Normalises the weighted sums before the activation. */
  batch_normalisation: z.boolean().default(false),
  initialiser: z.enum(INITIALISERS).default('glorot-uniform'),
});
export type HiddenLayer = z.infer<typeof hiddenLayerSchema>;

/** A network of dense layers with one sigmoid output: the probability of signal. */
export const networkSchema = z.strictObject({
  /** Of all batch normalisations of the network, also that of its inputs. */
  batch_normalisation: batchNormalisationSchema.prefault({}),
  hidden: z.array(hiddenLayerSchema).max(64).readonly(),
  /** Initial weights of the output unit. */
  output_initialiser: z.enum(INITIALISERS).default('glorot-uniform'),
});
export type Network = z.infer<typeof networkSchema>;

/** All that a network's parameters and their shapes follow from. */
export interface Architecture {
  readonly inputs: number;
  /** Batch normalisation of the inputs. */
  readonly inputNormalisation: boolean;
  readonly network: Network;
}

const rate = z.number().positive();

export const optimiserSchema = z.discriminatedUnion('name', [
  /** Kingma and Ba, arXiv:1412.6980, algorithm 1 with the bias corrections in the learning rate (section 2). */
  z.strictObject({
    name: z.literal('adam'),
    learning_rate: rate.default(0.001),
    beta_1: fraction.default(0.9),
    beta_2: fraction.default(0.999),
    epsilon: z.number().positive().default(1e-7),
  }),
  /** Dozat 2016 (Incorporating Nesterov momentum into Adam), with its momentum schedule. */
  z.strictObject({
    name: z.literal('nadam'),
    learning_rate: rate.default(0.001),
    beta_1: fraction.default(0.9),
    beta_2: fraction.default(0.999),
    epsilon: z.number().positive().default(1e-7),
  }),
  z.strictObject({
    name: z.literal('sgd'),
    learning_rate: rate.default(0.01),
    momentum: fraction.default(0),
    nesterov: z.boolean().default(false),
  }),
]);
export type OptimiserSpec = z.infer<typeof optimiserSchema>;

import { z } from 'zod';

export const ACTIVATIONS = ['relu', 'selu', 'elu', 'tanh', 'sigmoid', 'linear', 'leaky-relu', 'gelu'] as const;
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

/** True: of the weighted sums, before the activation. */
const normalisation = z.union([z.boolean(), z.literal('after-activation')]);
export type NormalisationPlace = z.infer<typeof normalisation>;

/** Factor of a penalty on weights (not on biases), which is added to the loss. */
const penalty = z.number().nonnegative();

export const hiddenLayerSchema = z
  .strictObject({
    units: z.int().positive().max(65536),
    activation: z.enum(ACTIVATIONS).default('relu'),
    /** Slope of leaky-relu below zero; 0.2 where it is not given. */
    negative_slope: z.number().gt(0).lt(1).optional(),
    /** Fraction of the layer's outputs that are set to zero in a training step; the others are scaled by 1 / (1 - dropout). */
    dropout: fraction.default(0),
    batch_normalisation: normalisation.default(false),
    /** Normalises the layer's units event by event (Ba, Kiros and Hinton, arXiv:1607.06450). */
    layer_normalisation: normalisation.optional(),
    initialiser: z.enum(INITIALISERS).default('glorot-uniform'),
    /** l1 x sum of |weights|; instead of the network's. */
    l1: penalty.optional(),
    /** l2 x sum of weights^2; instead of the network's. */
    l2: penalty.optional(),
  })
  .refine(({ activation, negative_slope: slope }) => slope === undefined || activation === 'leaky-relu', {
    path: ['negative_slope'],
    error: 'only leaky-relu has a negative slope',
  })
  .refine(({ batch_normalisation: batch, layer_normalisation: layer = false }) => batch === false || layer === false, {
    path: ['layer_normalisation'],
    error: 'a layer is normalised by batch or by layer, not both',
  });
export type HiddenLayer = z.infer<typeof hiddenLayerSchema>;

/** A network of dense layers; its outputs are the probability of signal (sigmoid), or of each class (softmax). */
export const networkSchema = z.strictObject({
  /** Of all batch normalisations of the network, also that of its inputs. */
  batch_normalisation: batchNormalisationSchema.prefault({}),
  /** Of all layer normalisations of the network, also that of its inputs. */
  layer_normalisation: z.strictObject({ epsilon: z.number().positive().default(0.001) }).optional(),
  /** Dropout of the (normalised) inputs. */
  input_dropout: fraction.optional(),
  hidden: z.array(hiddenLayerSchema).max(64).readonly(),
  /** Initial weights of the output unit. */
  output_initialiser: z.enum(INITIALISERS).default('glorot-uniform'),
  /** Penalties on the weights of every layer, also the output's. */
  l1: penalty.optional(),
  l2: penalty.optional(),
});
export type Network = z.infer<typeof networkSchema>;

/** All that a network's parameters and their shapes follow from. */
export interface Architecture {
  readonly inputs: number;
  /** The network's first layer: batch normalisation of the inputs (true), layer normalisation, or nothing. */
  readonly inputNormalisation: boolean | 'layer';
  readonly network: Network;
  /** Number of classes of a softmax; absent: one sigmoid. */
  readonly outputs?: number;
}

/** Epsilon of layer normalisations. */
export const layerNormalisationEpsilon = ({ layer_normalisation: given }: Network): number => given?.epsilon ?? 0.001;

/** An activation with what it takes. */
export interface Nonlinearity {
  readonly activation: Activation;
  readonly negative_slope?: number | undefined;
}

/** Slope of leaky-relu below zero (that of Keras 3's activation). */
export const negativeSlope = ({ negative_slope: slope = 0.2 }: Nonlinearity): number => slope;

/**
 * - `cross-entropy`: binary, or of a softmax where there are classes;
 * - `focal` (Lin et al., arXiv:1708.02002, eq. 5): -alpha_t (1 - p_t)^gamma ln p_t, which gives well-told events less
 *   weight; alpha is signal's share (background's 1 - alpha), without it both are 1. Two classes only.
 */
export const lossSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('cross-entropy') }),
  z.strictObject({
    name: z.literal('focal'),
    gamma: z.number().nonnegative().default(2),
    alpha: z.number().gt(0).lt(1).optional(),
  }),
]);
export type LossSpec = z.infer<typeof lossSchema>;

/** Limits on the gradient of a step: its norm over all parameters, and each component. */
export const clippingSchema = z.strictObject({
  norm: z.number().positive().optional(),
  value: z.number().positive().optional(),
});
export type Clipping = z.infer<typeof clippingSchema>;

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
  /** Loshchilov and Hutter, arXiv:1711.05101, algorithm 2: weights (not biases) also shrink by learning rate x weight decay. */
  z.strictObject({
    name: z.literal('adamw'),
    learning_rate: rate.default(0.001),
    beta_1: fraction.default(0.9),
    beta_2: fraction.default(0.999),
    epsilon: z.number().positive().default(1e-7),
    weight_decay: z.number().nonnegative().default(0.01),
  }),
  z.strictObject({
    name: z.literal('sgd'),
    learning_rate: rate.default(0.01),
    momentum: fraction.default(0),
    nesterov: z.boolean().default(false),
  }),
]);
export type OptimiserSpec = z.infer<typeof optimiserSchema>;

/** How the learning rate changes from the optimiser's. */
export const scheduleSchema = z.discriminatedUnion('name', [
  /** x factor when the validation loss has not fallen by `minimum_improvement` for `patience` epochs. */
  z.strictObject({
    name: z.literal('reduce-on-plateau'),
    factor: z.number().gt(0).lt(1).default(0.1),
    patience: z.int().positive().default(10),
    minimum_improvement: z.number().nonnegative().default(0),
    minimum_rate: z.number().nonnegative().default(0),
  }),
  /**
   * Half a cosine over `epochs` (all, where it is not given), step by step, then the least rate (Loshchilov and Hutter,
   * arXiv:1608.03983, eq. 5), after a linear rise over `warmup_epochs`.
   */
  z.strictObject({
    name: z.literal('cosine'),
    epochs: z.number().positive().optional(),
    warmup_epochs: z.number().nonnegative().default(0),
    minimum_rate: z.number().nonnegative().default(0),
  }),
  /** x factor every so many epochs. */
  z.strictObject({
    name: z.literal('step'),
    epochs: z.int().positive(),
    factor: z.number().gt(0).lt(1).default(0.1),
  }),
]);
export type ScheduleSpec = z.infer<typeof scheduleSchema>;

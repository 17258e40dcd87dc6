import { z } from 'zod';
import {
  clippingSchema,
  lossSchema,
  networkSchema,
  optimiserSchema,
  scheduleSchema,
} from '../../science/learning/network.ts';
import {
  crossTrainingSchema,
  HYPOTHESIS_WEIGHTS,
  normaliserSchema,
  paddingSchema,
} from '../../science/learning/preparation/index.ts';
import { BALANCING_POLICIES, NEGATIVE_WEIGHT_POLICIES } from '../../science/weights/index.ts';
import { rule } from '../rule.ts';

const distinct = (what: string) =>
  z
    .array(z.string().min(1))
    .min(1)
    .refine((names) => new Set(names).size === names.length, { error: `a ${what} is named twice` })
    .readonly();

export const classSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name of letters, digits and _'),
  /** Which gathered samples: a rule on their attributes. */
  where: rule,
});

// Parameters that came later have no defaults: a campaign that does not name them keeps its keys.
export const trainParams = z
  .strictObject({
    /** Columns that the network sees, in this order. */
    features: distinct('feature'),
    padding: paddingSchema.default('zero'),
    normaliser: normaliserSchema.default('batch'),
    negative_weights: z.enum(NEGATIVE_WEIGHT_POLICIES).default('absolute'),
    balancing: z.enum(BALANCING_POLICIES).default('signal-up-by-weight'),
    /** Classes of a softmax: a sample is of the first whose rule holds. Absent: signal against background, one sigmoid. */
    classes: z
      .array(classSchema)
      .min(2)
      .refine((classes) => new Set(classes.map(({ name }) => name)).size === classes.length, {
        error: 'a class is named twice',
      })
      .readonly()
      .optional(),
    /** A column that is 1 for signal and 0 for background, where a sample holds both. Absent: the sample's attribute kind. */
    label_column: z.string().min(1).optional(),
    /** Attributes of the signal samples (a mass) that the network takes as inputs; background draws its own from the signal's. */
    parameterised: z
      .strictObject({ by: distinct('parameter'), hypotheses: z.enum(HYPOTHESIS_WEIGHTS).default('equal') })
      .optional(),
    /** Attributes that tell signals apart, each of which then has the same sum of training weights. Absent: as weighted. */
    equal_signals: distinct('attribute').optional(),
    /** Absent: events are train, validation and test by their column split. */
    cross_training: crossTrainingSchema.optional(),
    /** Number of a member of an ensemble: another seed. */
    member: z.int().nonnegative().optional(),
    network: networkSchema,
    loss: lossSchema.optional(),
    optimiser: optimiserSchema.prefault({ name: 'adam' }),
    learning_rate_schedule: scheduleSchema.optional(),
    gradient_clipping: clippingSchema.optional(),
    batch_size: z.int().positive().default(512),
    /** Stratified: every batch has its share of each class. */
    batches: z.enum(['random', 'stratified']).optional(),
    /** Events of a batch that are computed together; larger batches add up the gradients of such pieces. Absent: 65536. */
    micro_batch_size: z.int().positive().optional(),
    /** The most epochs. */
    epochs: z.int().positive().default(30),
    /** Null: train all epochs; the best one's weights are kept either way. */
    early_stopping: z
      .strictObject({
        patience: z.int().positive().default(5),
        minimum_improvement: z.number().nonnegative().default(0),
      })
      .nullable()
      .prefault({}),
    /** At least so many seconds lie between checkpoints. Does not change the result. */
    checkpoint_seconds: z.number().positive().default(15),
  })
  .refine(({ loss, classes }) => loss?.name !== 'focal' || classes === undefined, {
    path: ['loss'],
    error: 'focal loss is for signal against background, not for classes',
  })
  .refine(({ classes, label_column: column }) => classes === undefined || column === undefined, {
    path: ['label_column'],
    error: 'samples are told apart by classes or by a column, not both',
  })
  .refine(({ parameterised, equal_signals: signals }) => parameterised === undefined || signals === undefined, {
    path: ['equal_signals'],
    error: 'a parameterised network has `hypotheses: equal` for that',
  });
export type TrainParams = z.infer<typeof trainParams>;

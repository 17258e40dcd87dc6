import { z } from 'zod';

/** How one column of the events becomes a number that a model learns. */
export const generativeFeatureSchema = z.strictObject({
  above: z
    .number()
    .optional()
    .describe('the smallest value there can be; with `below`, where the fraction is counted from'),
  below: z
    .string()
    .optional()
    .describe('a feature named before: this one lies between `above` and it (the pT of a second jet); keeps the order'),
  whole: z
    .boolean()
    .default(false)
    .describe('whole numbers (a b-tag, a charge): made continuous with noise, rounded again'),
  angle: z
    .boolean()
    .default(false)
    .describe('an azimuth in rad: measured from the reference angle, and cut where events are fewest'),
});
export type GenerativeFeature = z.infer<typeof generativeFeatureSchema>;

/** What a model learns of an event. */
export interface FeaturePlan {
  /** By column, in order. */
  readonly features: Readonly<Record<string, GenerativeFeature>>;
  /** A column of azimuths that the others are measured from; uniform in new events. */
  readonly referenceAngle: string | undefined;
  /** Columns that a mirror changes the sign of: what is as likely in the mirror is learned from both. */
  readonly mirrors: readonly (readonly string[])[];
}

/** Columns that are read and made, the reference angle first. */
export const columnsOf = ({ features, referenceAngle }: FeaturePlan): readonly string[] => [
  ...(referenceAngle === undefined ? [] : [referenceAngle]),
  ...Object.keys(features),
];

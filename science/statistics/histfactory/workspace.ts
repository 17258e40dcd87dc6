import { z } from 'zod';

/** One number per bin of the channel. */
const bins = z.array(z.number()).min(1);
const name = z.string().min(1);

const modifier = z.discriminatedUnion('type', [
  z.strictObject({ name, type: z.literal('normfactor'), data: z.null() }),
  z.strictObject({ name: z.literal('lumi'), type: z.literal('lumi'), data: z.null() }),
  z.strictObject({ name, type: z.literal('shapefactor'), data: z.null() }),
  z.strictObject({ name, type: z.literal('normsys'), data: z.strictObject({ hi: z.number(), lo: z.number() }) }),
  z.strictObject({ name, type: z.literal('histosys'), data: z.strictObject({ hi_data: bins, lo_data: bins }) }),
  /** Absolute uncertainty of the sample in each bin, uncorrelated between bins, with a Poisson constraint. */
  z.strictObject({ name, type: z.literal('shapesys'), data: bins }),
  /** Absolute statistical uncertainty in each bin; samples that share the name are added in quadrature. */
  z.strictObject({ name, type: z.literal('staterror'), data: bins }),
]);

const sample = z.strictObject({ name, data: bins, modifiers: z.array(modifier) });
const channel = z.strictObject({ name, samples: z.array(sample).min(1) });

/** What a measurement says of one parameter (or of all bins of a parameter set). */
const parameterConfig = z.strictObject({
  name,
  inits: bins.optional(),
  bounds: z
    .array(z.tuple([z.number(), z.number()]))
    .min(1)
    .optional(),
  auxdata: bins.optional(),
  factors: bins.optional(),
  sigmas: bins.optional(),
  fixed: z.boolean().optional(),
});

const measurement = z.strictObject({
  name,
  config: z.strictObject({
    /** The parameter of interest; empty where there is none. */
    poi: z.string(),
    parameters: z.array(parameterConfig),
  }),
});

/** A HistFactory workspace in JSON, schema 1.0.0 (ATL-PHYS-PUB-2019-029; the format pyhf defines). */
export const workspaceSchema = z.strictObject({
  version: z.literal('1.0.0'),
  channels: z.array(channel).min(1),
  observations: z.array(z.strictObject({ name, data: bins })).min(1),
  measurements: z.array(measurement).min(1),
});

export type Workspace = z.infer<typeof workspaceSchema>;
export type WorkspaceChannel = Workspace['channels'][number];
export type WorkspaceSample = WorkspaceChannel['samples'][number];
export type Modifier = WorkspaceSample['modifiers'][number];
export type ModifierType = Modifier['type'];
export type Measurement = Workspace['measurements'][number];
export type ParameterConfig = Measurement['config']['parameters'][number];

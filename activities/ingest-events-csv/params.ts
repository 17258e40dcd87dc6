import { z } from 'zod';
import { formula } from '../select/formula.ts';
import { OBJECT_TYPES } from './object-types.ts';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected a name: letters, digits and _');

/** What an object has: read from the file, and what follows from its type (see object-types.ts); `m` from E, pT and eta. */
export const OBJECT_FIELDS = ['pt', 'eta', 'phi', 'e', 'm', 'charge', 'flavour', 'btag'] as const;
export type ObjectField = (typeof OBJECT_FIELDS)[number];
const field = z.enum(OBJECT_FIELDS);

/** Columns that every event has. */
export const SCALARS = ['event', 'process', 'mc_weight', 'met', 'met_phi'] as const;

const objectParams = z.strictObject({
  types: z.array(z.enum(OBJECT_TYPES)).min(1).describe('which objects these are'),
  branches: z.array(field).min(1).describe('fields to keep'),
  select: formula
    .optional()
    .describe('which objects count, over their fields: `pt > 20 and abs(eta) < 2.5`; all when absent'),
  sort: field
    .optional()
    .describe('field to sort by, largest first; equal ones keep their order; as stored when absent'),
  keep: z.number().int().min(1).max(100).describe('objects kept of each event; missing ones are null'),
});
export type EventObjectParams = z.infer<typeof objectParams>;

export const ingestEventsCsvParams = z
  .strictObject({
    objects: z.record(name, objectParams),
    energy_unit: z.enum(['MeV', 'GeV']).default('MeV').describe('of the file; columns are in GeV'),
    process: z.string().nullable().default(null).describe('must equal the process ID of every event'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
      .nullable()
      .default(null)
      .describe("the catalogue's checksum of the file"),
    entries: z.number().int().nonnegative().nullable().default(null).describe('events that the file must have'),
  })
  .superRefine(({ objects }, context) => {
    const columns = [
      ...SCALARS,
      ...Object.entries(objects).flatMap(([object, { keep, branches }]) => [
        `n_${object}`,
        ...Array.from({ length: keep }, (_, slot) => branches.map((one) => `${object}${slot + 1}_${one}`)).flat(),
      ]),
    ];
    const twice = columns.find((column, index) => columns.indexOf(column) !== index);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', path: ['objects'], message: `two columns would be called '${twice}'` });
  });
export type IngestEventsCsvParams = z.infer<typeof ingestEventsCsvParams>;

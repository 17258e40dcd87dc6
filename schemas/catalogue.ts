import { z } from 'zod';

/** One sample of a catalogue. */
export const catalogueEntrySchema = z.looseObject({
  file: z.string().describe('relative to the catalogue'),
  dsid: z.number().int().nonnegative(),
  kind: z.enum(['signal', 'background', 'data']),
});

/** A sample catalogue: whatever else an entry holds (cross section, masses, ...) becomes an attribute of the sample. */
export const catalogueSchema = z.looseObject({
  samples: z.array(catalogueEntrySchema).min(1),
  data: catalogueEntrySchema.optional(),
  luminosity_fb: z.union([z.number().positive(), z.record(z.string(), z.number().positive())]).optional(),
});

export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

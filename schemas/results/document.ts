import { z } from 'zod';

const cell = z.strictObject({
  /** In the markup of labels: `10^{3}`, `m_{W}`. */
  text: z.string(),
  /** What programs read; null where there is nothing. */
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});

const common = {
  /** By which a report's sections ask for it. */
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/i, 'a name of letters, digits, - and _'),
  title: z.string(),
  /** A sentence or two below it. */
  caption: z.string(),
};

/** A figure: SVG that stands for itself. */
export const figureDocument = z.strictObject({
  kind: z.literal('figure'),
  ...common,
  svg: z.string(),
  wide: z.boolean(),
});

/** A table with its cells as they are shown and as programs read them. */
export const tableDocument = z.strictObject({
  kind: z.literal('table'),
  ...common,
  columns: z
    .array(
      z.strictObject({
        title: z.string(),
        /** Texts to the left, numbers to the right. */
        text: z.boolean(),
        /** A heading over columns side by side. */
        group: z.string().nullable(),
      }),
    )
    .readonly(),
  rows: z.array(z.array(cell).readonly()).readonly(),
});
export type TableDocument = z.infer<typeof tableDocument>;

/** What a report is made of. Output `documents` of whatever draws figures or lays out tables. */
export const reportDocument = z.discriminatedUnion('kind', [figureDocument, tableDocument]);
export type ReportDocument = z.infer<typeof reportDocument>;

export const documentsSchema = z.array(reportDocument).readonly();

import type { Data, Mark } from 'vega';

type Encoding = Readonly<Record<string, unknown>>;

/** One Vega mark with the rows that it draws. */
export interface Drawing {
  readonly type: Mark['type'];
  readonly rows: readonly object[];
  /** Channels of the mark, set once (Vega's `enter`). */
  readonly encode: Encoding;
}

/** A part of a figure: drawings in order, later ones on top. */
export type Layer = readonly Drawing[];

/** A layer of one mark; nothing at all without rows. */
export function layer(type: Mark['type'], rows: readonly object[], encode: Encoding): Layer {
  return rows.length === 0 ? [] : [{ type, rows, encode }];
}

/** Channels in data units, through the scales of the figure. */
export const onX = (field: string): Encoding => ({ scale: 'x', field });
export const onY = (field: string): Encoding => ({ scale: 'y', field });
/** Channels in px, colours and the like. */
export const constant = (value: unknown): Encoding => ({ value });
export const from = (field: string): Encoding => ({ field });

/** The Vega data sets and marks of a layer, named by their place. Rows are copied: Vega writes its own id into them. */
export function toVega(drawings: Layer): { readonly data: Data[]; readonly marks: Mark[] } {
  return {
    data: drawings.map(({ rows }, index) => ({ name: `layer${index}`, values: rows.map((row) => ({ ...row })) })),
    marks: drawings.map(
      ({ type, encode }, index) => ({ type, from: { data: `layer${index}` }, encode: { enter: encode } }) as Mark,
    ),
  };
}

import { InputError, type Attributes, type Table } from '../../schemas/index.ts';
import { requireColumn, requireNoGap } from '../../science/weights/index.ts';

/** A column of labels, 1 signal and 0 background. @throws InputError `missing-column`, `missing-value`, `label` */
export function labelColumn(table: Table, name: string, sample: string): Uint8Array {
  const { values, valid } = requireColumn(table, name, sample);
  requireNoGap(name, valid, sample);
  return Uint8Array.from({ length: table.rows }, (_, row) => {
    const label = Number(values[row]);
    if (label === 0 || label === 1) return label;
    throw new InputError('label', `the label '${name}' is ${String(values[row])}`, {
      place: { sample, row },
      expected: '1 for signal, 0 for background',
      mend: 'name another column as label_column, or define one in the selection',
    });
  });
}

/** A number that travels along with a gathered sample. @throws InputError `attribute` */
export function numberAttribute(attributes: Attributes, name: string, sample: string): number {
  const value = attributes[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new InputError('attribute', `the sample's attribute ${name} is ${JSON.stringify(value ?? null)}`, {
    place: { sample },
    expected: 'a number for each signal sample',
    mend: `carry it along (with: [kind, ${name}]), and give it in the catalogue`,
  });
}

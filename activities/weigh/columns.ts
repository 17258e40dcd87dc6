import { InputError, type Table } from '../../schemas/index.ts';
import { requireColumn, requireNoGap, type PeriodColumn } from '../../science/weights/index.ts';

/** The data-taking period of each event. @throws InputError `missing-column`, `column-type`, `missing-value` */
export function periodColumn(table: Table, name: string, sample: string): PeriodColumn {
  const { values, valid } = requireColumn(table, name, sample);
  requireNoGap(name, valid, sample);
  if (values instanceof Float64Array || values instanceof Float32Array) {
    throw new InputError('column-type', `the column '${name}' holds floating-point numbers`, {
      place: { sample },
      expected: 'whole numbers or text',
      mend: 'name the column of the data-taking period in period_column',
    });
  }
  return values;
}

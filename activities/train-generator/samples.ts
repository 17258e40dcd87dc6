import { InputError, columnType, type Table, type TableInput } from '../../schemas/index.ts';
import type { EventColumns, Generator } from '../../science/learning/generative/index.ts';
import { requireFeatures } from '../../science/learning/preparation/index.ts';
import { wholeNumberColumn } from '../../science/weights/index.ts';

/** Events of one subset, all samples one after the other. */
export interface ProcessEvents {
  readonly columns: EventColumns;
  /** `[events]`, index of the process. */
  readonly process: Int32Array;
}

/** The process that a sample's events are of: its attribute `process`, else its name. */
export const processOf = ({ attributes, origin }: Pick<TableInput, 'attributes' | 'origin'>): string =>
  typeof attributes.process === 'string' ? attributes.process : origin;

/**
 * The columns of a subset's events; NaN where a value is missing.
 * @param code of the subset; undefined: all events
 * @throws InputError `missing-column`, `column-type`
 */
export async function readProcessEvents(
  inputs: readonly TableInput[],
  names: readonly string[],
  processes: readonly string[],
  code: number | undefined,
): Promise<ProcessEvents> {
  const parts = await Promise.all(
    inputs.map(async (input) => {
      requireFeatures(input.columns, names, input.origin);
      const table = await input.read([...names, ...(code === undefined ? [] : ['split'])]);
      const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
      const split = code === undefined ? undefined : wholeNumberColumn(table, 'split', input.origin);
      const kept = split === undefined ? rows : rows.filter((row) => Number(split[row]) === code);
      return { table, kept, origin: input.origin, process: processes.indexOf(processOf(input)) };
    }),
  );
  const events = parts.reduce((sum, { kept }) => sum + kept.length, 0);
  const process = new Int32Array(events);
  let first = 0;
  for (const part of parts) {
    process.fill(part.process, first, first + part.kept.length);
    first += part.kept.length;
  }
  const columns = new Map(
    names.map((name) => {
      const values = new Float64Array(events);
      let at = 0;
      for (const { table, kept, origin } of parts)
        for (const row of kept) values[at++] = valueAt(table, name, row, origin);
      return [name, values] as const;
    }),
  );
  return { columns, process };
}

function valueAt(table: Table, name: string, row: number, sample: string): number {
  const column = table.columns.get(name);
  if (column === undefined || Array.isArray(column.values))
    throw new InputError('column-type', `the column '${name}' holds no numbers`, {
      place: { sample },
      expected: 'a column of numbers',
    });
  return column.valid?.[row] === 0 ? NaN : Number(column.values[row]);
}

/** Type and unit of each column that a model makes, as the first sample has them; fractions are float32. */
export async function describeColumns(
  [first]: readonly TableInput[],
  names: readonly string[],
): Promise<Generator['columns']> {
  const table = await first?.read(names);
  return Object.fromEntries(
    names.map((name) => {
      const column = table?.columns.get(name);
      const type = column === undefined ? 'float32' : columnType(column.values);
      const unit = column?.unit;
      return [
        name,
        { type: type === 'int8' || type === 'int32' ? type : 'float32', ...(unit === undefined ? {} : { unit }) },
      ] as const;
    }),
  );
}

import { InputError, type Column, type Table } from '../../../schemas/index.ts';
import { didYouMean } from '../../expressions/index.ts';
import { requireColumn } from '../../weights/index.ts';
import type { FeatureMatrix } from './inputs.ts';

const known = new WeakMap<
  object,
  Map<string, { readonly columns: readonly Column[]; readonly matrix: FeatureMatrix }>
>();

/**
 * Features of all events of a table as one matrix. Made once as long as the table's columns are in memory: all categories
 * of a campaign share their background.
 * @param sample names the table in messages
 * @throws InputError `missing-column`, `column-type`, or `feature-not-finite` naming the column, the sample and how many events
 */
export function featureMatrix(table: Table, features: readonly string[], sample: string): FeatureMatrix {
  const columns = features.map((feature) => featureColumn(table, feature, sample));
  const [first] = columns;
  if (first === undefined || typeof first.values !== 'object') return { features, values: new Float32Array(0) };
  const matrices = known.get(first.values) ?? new Map<string, { columns: readonly Column[]; matrix: FeatureMatrix }>();
  known.set(first.values, matrices);
  const key = JSON.stringify(features);
  const held = matrices.get(key);
  if (held?.columns.every((column, index) => column.values === columns[index]?.values) === true) return held.matrix;
  const matrix = { features, values: gather(columns, features, table.rows, sample) };
  matrices.set(key, { columns, matrix });
  return matrix;
}

/**
 * @param available names of the columns of the sample's table
 * @throws InputError `missing-column` naming the first feature that is not there, and the nearest name that is
 */
export function requireFeatures(available: readonly string[], features: readonly string[], sample: string): void {
  const missing = features.find((feature) => !available.includes(feature));
  if (missing === undefined) return;
  const near = didYouMean(missing, available);
  throw new InputError('missing-column', `there is no column '${missing}' to learn from.${near}`, {
    place: { sample },
    expected: `one of ${available.join(', ')}`,
    mend: "correct the list of features, or add the column to the selection's output",
  });
}

function featureColumn(table: Table, feature: string, sample: string): Column {
  const column = requireColumn(table, feature, sample);
  if (!Array.isArray(column.values)) return column;
  throw new InputError('column-type', `the feature '${feature}' holds text`, {
    place: { sample },
    expected: 'a column of numbers',
    mend: 'define a number from it in the selection',
  });
}

function gather(columns: readonly Column[], features: readonly string[], rows: number, sample: string): Float32Array {
  const width = columns.length;
  const matrix = new Float32Array(rows * width);
  columns.forEach(({ values, valid }, column) => {
    let bad = 0;
    let worst = 0;
    for (let row = 0; row < rows; row++) {
      if (valid?.[row] === 0) {
        matrix[row * width + column] = NaN;
        continue;
      }
      const value = Math.fround(Number(values[row]));
      if (!Number.isFinite(value)) {
        worst = bad === 0 ? row : worst;
        bad++;
      }
      matrix[row * width + column] = value;
    }
    if (bad > 0) throw notFinite(features[column] ?? '', bad, rows, { sample, row: worst });
  });
  return matrix;
}

const notFinite = (feature: string, bad: number, rows: number, place: { sample: string; row: number }) =>
  new InputError('feature-not-finite', `the feature '${feature}' is NaN or infinite in ${bad} of ${rows} events`, {
    place,
    expected: 'finite numbers, or null where a value is missing',
    mend: 'guard its definition (no division by zero, no root of a negative number), or cut such events away',
  });

import { InputError, type Table, type TableInput } from '../../schemas/index.ts';
import { requireColumn } from '../../science/weights/index.ts';
import type { ScoredEvents } from '../scored-events/index.ts';
import type { CompareMethodsParams } from './params.ts';

/** A way to choose events. */
export interface Method {
  readonly name: string;
  /** `[events]`; of fixed cuts 1 where an event passes, 0 elsewhere. */
  readonly scores: Float64Array;
  /** Fixed cuts have one threshold: 1. */
  readonly fixed: boolean;
}

/** Columns that tell an event from all others. */
export const IDENTITY = ['dsid', 'event'] as const;

/**
 * The methods on the events, which are found in every score table by `dsid` and `event`.
 * @throws InputError `other-events` where a table lacks an event, `method-name` for methods that cannot be told apart
 */
export async function readMethods(
  inputs: readonly TableInput[],
  events: ScoredEvents,
  params: CompareMethodsParams,
): Promise<readonly Method[]> {
  const identities = identitiesOf(IDENTITY.map((name) => events.columns.get(name) as Float64Array));
  const scored = await Promise.all(
    inputs.map(async (input): Promise<Method> => {
      const name = nameOf(input, params.method_by);
      const table = await input.read([...IDENTITY, params.score]);
      return { name, scores: scoresOf(table, params.score, identities, input.origin), fixed: false };
    }),
  );
  const ensembles = Object.entries(params.ensembles).map(([name, { of, by }]): Method => {
    const members = of.includes('*') ? scored : of.map((member) => found(scored, member, `ensembles.${name}`));
    const scores = new Float64Array(events.rows);
    for (let row = 0; row < events.rows; row++) {
      const values = members.map((member) => member.scores[row] as number);
      scores[row] =
        by === 'maximum' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0) / values.length;
    }
    return { name, scores, fixed: false };
  });
  const cuts = Object.entries(params.cuts).map(([name, conditions]): Method => {
    const masks = conditions.map((_, i) => events.regions.get(cutName(name, i)) as Uint8Array);
    const scores = Float64Array.from({ length: events.rows }, (_, row) =>
      masks.every((mask) => mask[row] === 1) ? 1 : 0,
    );
    return { name, scores, fixed: true };
  });
  const all = [...scored, ...ensembles, ...cuts];
  const twice = all.find(({ name }, i) => all.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    throw new InputError('method-name', `two methods are named '${twice.name}'`, {
      mend: 'name attributes in `method_by` that tell the score tables apart',
    });
  found(all, params.reference, 'reference');
  return all;
}

/** The region of one of a method's cuts. */
export const cutName = (method: string, index: number): string => `cut ${index} of ${method}`;

function found(methods: readonly Method[], name: string, where: string): Method {
  const method = methods.find((one) => one.name === name);
  if (method !== undefined) return method;
  throw new InputError('method-name', `${where}: there is no method '${name}'`, {
    expected: `one of ${methods.map((one) => one.name).join(', ')}`,
  });
}

function nameOf({ attributes, origin }: TableInput, by: readonly string[]): string {
  return by
    .map((name) => {
      const value = attributes[name];
      if (value !== undefined && value !== null) return String(value);
      throw new InputError('input-attributes', `${name} is not given`, {
        place: { sample: origin },
        mend: `gather the scores with \`with: [${by.join(', ')}]\``,
      });
    })
    .join('_');
}

const identitiesOf = (columns: readonly ArrayLike<number | bigint>[]): string[] =>
  Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => columns.map((column) => String(column[row])).join(' '));

function scoresOf(table: Table, name: string, identities: readonly string[], sample: string): Float64Array {
  const own = identitiesOf(IDENTITY.map((column) => requireColumn(table, column, sample).values as ArrayLike<number>));
  const rows = new Map(own.map((identity, row) => [identity, row]));
  const { values, valid } = requireColumn(table, name, sample);
  return Float64Array.from(identities, (identity) => {
    const row = rows.get(identity);
    if (row === undefined)
      throw new InputError('other-events', `event ${identity.replace(' ', ':')} has no score`, {
        place: { sample },
        expected: 'a score for each of the events that methods are compared on',
        mend: 'score the same subset with every method, and gather the events of the samples that were scored',
      });
    const value = Number(values[row]);
    if (Number.isFinite(value) && valid?.[row] !== 0) return value;
    throw new InputError('score-not-finite', `${name} is ${valid?.[row] === 0 ? 'missing' : value}`, {
      place: { sample, row },
      expected: 'a finite number for every event',
    });
  });
}

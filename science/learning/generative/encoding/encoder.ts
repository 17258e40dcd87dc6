import { InputError } from '../../../../schemas/index.ts';
import { normal, type RandomStream } from '../../random.ts';
import { emptiestDirection, wrapFrom } from './angles.ts';
import type { FeaturePlan, GenerativeFeature } from './features.ts';
import { presenceChains, type PresenceChain } from './presence.ts';
import { fitQuantiles, fromNormal, toNormal, type QuantileMap } from './quantiles.ts';

/** Events column by column; NaN where a value is missing. */
export type EventColumns = ReadonlyMap<string, Float64Array>;

/** All that is needed to turn events into the numbers of a model and back. */
export interface Encoding {
  readonly plan: FeaturePlan;
  readonly chains: readonly PresenceChain[];
  /** Where the circle of each angle is cut. */
  readonly cuts: Readonly<Record<string, number>>;
  /** Of each number, in the order of `dimensionsOf`. */
  readonly quantiles: readonly QuantileMap[];
  /** True where what a value does not fix (the place within a whole number, what is missing) is drawn at random; else its middle. */
  readonly noisy: boolean;
}

type Dimension = { readonly column: string } | { readonly chain: number };

/** The numbers of an event: one for each chain of objects that may be missing, then one for each feature. */
export const dimensionsOf = ({ plan, chains }: Pick<Encoding, 'plan' | 'chains'>): readonly Dimension[] => [
  ...chains.map((_, chain) => ({ chain })),
  ...Object.keys(plan.features).map((column) => ({ column })),
];

/** Mirror images included: each mirror doubles the events. */
export function mirrored(columns: EventColumns, mirrors: FeaturePlan['mirrors']): EventColumns {
  return mirrors.reduce<EventColumns>(
    (all, mirror) =>
      new Map(
        [...all].map(([name, values]) => {
          const both = new Float64Array(2 * values.length);
          both.set(values);
          both.set(mirror.includes(name) ? values.map((value) => -value) : values, values.length);
          return [name, both] as const;
        }),
      ),
    columns,
  );
}

/** Learns from training events (mirror images included) how to encode. @throws InputError `missing-value`, `out-of-range` */
export function fitEncoding(plan: FeaturePlan, columns: EventColumns, noisy: boolean, random: RandomStream): Encoding {
  const present = new Map(
    Object.keys(plan.features).map((name) => [
      name,
      Uint8Array.from(columnOf(columns, name), (value) => (Number.isNaN(value) ? 0 : 1)),
    ]),
  );
  if (plan.referenceAngle !== undefined) requirePresent(plan.referenceAngle, columnOf(columns, plan.referenceAngle));
  const chains = presenceChains(present);
  const cuts = Object.fromEntries(
    Object.entries(plan.features)
      .filter(([, { angle }]) => angle)
      .map(([name]) => [name, emptiestDirection(finite(relativeAngles(plan, columns, name)))]),
  );
  const partial = { plan, chains, cuts, noisy };
  const quantiles = dimensionsOf(partial).map((dimension) => {
    const numbers = finite(plainNumbers(partial, columns, dimension, noisy ? random : undefined));
    return fitQuantiles(numbers.length === 0 ? Float64Array.of(0) : numbers);
  });
  return { ...partial, quantiles };
}

const finite = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value));

/** Events as `[events x dimensions]` normal numbers, row-major. */
export function encodeEvents(encoding: Encoding, columns: EventColumns, random: RandomStream): Float32Array {
  const dimensions = dimensionsOf(encoding);
  const events = columns.values().next().value?.length ?? 0;
  const encoded = new Float32Array(events * dimensions.length);
  const source = encoding.noisy ? random : undefined;
  dimensions.forEach((dimension, index) => {
    const numbers = plainNumbers(encoding, columns, dimension, source);
    const map = encoding.quantiles[index] as QuantileMap;
    for (let event = 0; event < events; event++) {
      const number = numbers[event] as number;
      const missing = Number.isNaN(number);
      encoded[event * dimensions.length + index] = missing
        ? encoding.noisy
          ? normal(random)
          : 0
        : toNormal(map, number, source);
    }
  });
  return encoded;
}

/** Events from normal numbers. `direction`: the reference angle of each event, where there is one. */
export function decodeEvents(
  encoding: Encoding,
  encoded: Float32Array,
  direction: (event: number) => number,
): EventColumns {
  const { plan, chains, cuts } = encoding;
  const dimensions = dimensionsOf(encoding);
  const events = encoded.length / dimensions.length;
  const numbers = dimensions.map((_, index) => {
    const map = encoding.quantiles[index] as QuantileMap;
    return Float64Array.from({ length: events }, (_unused, event) =>
      fromNormal(map, encoded[event * dimensions.length + index] as number),
    );
  });
  const reference = Float64Array.from({ length: events }, (_, event) => direction(event));
  const columns = new Map<string, Float64Array>();
  if (plan.referenceAngle !== undefined) columns.set(plan.referenceAngle, reference);
  Object.entries(plan.features).forEach(([name, feature], index) => {
    const place = chains.findIndex(({ groups }) => groups.some((group) => group.includes(name)));
    const rank = chains[place]?.groups.findIndex((group) => group.includes(name)) ?? -1;
    const counts = numbers[place];
    const own = numbers[chains.length + index] as Float64Array;
    const limit = feature.below === undefined ? undefined : columns.get(feature.below);
    columns.set(
      name,
      own.map((number, event) => {
        if (counts !== undefined && Math.floor(counts[event] as number) <= rank) return NaN;
        if (feature.whole) return Math.floor(number);
        if (feature.angle) {
          const from = plan.referenceAngle === undefined ? 0 : (reference[event] as number);
          return wrapFrom(wrapFrom(number, cuts[name] ?? 0) + from, -Math.PI);
        }
        if (limit === undefined) return number;
        const floor = feature.above ?? 0;
        return floor + number * ((limit[event] as number) - floor);
      }),
    );
  });
  return columns;
}

/** The numbers that quantiles are taken of: NaN where the value is missing. */
function plainNumbers(
  encoding: Omit<Encoding, 'quantiles'>,
  columns: EventColumns,
  dimension: Dimension,
  random: RandomStream | undefined,
): Float64Array {
  const place = () => random?.uniform() ?? 0.5;
  if ('chain' in dimension) {
    const groups = encoding.chains[dimension.chain]?.groups ?? [];
    const firsts = groups.map(([name = '']) => columnOf(columns, name));
    const events = firsts[0]?.length ?? 0;
    return Float64Array.from({ length: events }, (_, event) => {
      // A group counts only after those before it: an event without a third jet has no fourth.
      const absent = firsts.findIndex((values) => Number.isNaN(values[event]));
      return (absent < 0 ? firsts.length : absent) + place();
    });
  }
  const { column } = dimension;
  const feature = encoding.plan.features[column] as GenerativeFeature;
  const values = columnOf(columns, column);
  if (feature.whole) return values.map((value) => Math.round(value) + place());
  if (feature.angle) {
    const from = encoding.cuts[column] ?? 0;
    return relativeAngles(encoding.plan, columns, column).map((angle) => wrapFrom(angle, from));
  }
  if (feature.below === undefined) return values;
  const limit = columnOf(columns, feature.below);
  const floor = feature.above ?? 0;
  return values.map((value, event) => {
    const room = (limit[event] as number) - floor;
    const fraction = room > 0 ? (value - floor) / room : 1;
    if (fraction < -1e-6 || fraction > 1 + 1e-6)
      throw new InputError(
        'out-of-range',
        `'${column}' is ${value} where '${feature.below ?? ''}' is ${limit[event]}`,
        {
          expected: `values from ${floor} to that of '${feature.below ?? ''}'`,
          mend: 'correct `above` or `below` of the feature',
        },
      );
    return Math.min(1, Math.max(0, fraction));
  });
}

function relativeAngles({ referenceAngle }: FeaturePlan, columns: EventColumns, name: string): Float64Array {
  const values = columnOf(columns, name);
  if (referenceAngle === undefined) return values;
  const from = columnOf(columns, referenceAngle);
  return values.map((value, event) => value - (from[event] as number));
}

function columnOf(columns: EventColumns, name: string): Float64Array {
  const values = columns.get(name);
  if (values === undefined) throw new Error(`there is no column ${name} among ${[...columns.keys()].join(', ')}`);
  return values;
}

function requirePresent(name: string, values: Float64Array): void {
  const row = values.findIndex((value) => Number.isNaN(value));
  if (row < 0) return;
  throw new InputError('missing-value', `the reference angle '${name}' is missing in an event`, {
    expected: 'a column that every event has',
    mend: 'take the angle of an object that the selection asks for',
  });
}

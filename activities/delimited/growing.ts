import type { ColumnType, ColumnValues } from '../../schemas/index.ts';

type Numbers = Float64Array | Float32Array | Int32Array | Int8Array | Uint8Array;

/** Numbers whose count is not known beforehand. */
export interface GrowingNumbers<T extends Numbers> {
  push(value: number): void;
  /** Those pushed so far. */
  readonly length: () => number;
  /** All of them, in an array of their length. */
  values(): T;
}

/** Grows by doubling: at most half of the memory is empty, and each value is copied once on average. */
export function growingNumbers<T extends Numbers>(create: (length: number) => T): GrowingNumbers<T> {
  let [held, length] = [create(1024), 0];
  return {
    push(value) {
      if (length === held.length) {
        const larger = create(2 * length);
        larger.set(held);
        held = larger;
      }
      held[length++] = value;
    },
    length: () => length,
    values: () => held.slice(0, length) as T,
  };
}

/** A column whose number of rows is not known beforehand. */
export interface GrowingColumn {
  push(value: number | string): void;
  values(): ColumnValues;
}

/** Integers of an int64 column must be below 2^53, where numbers are as good as bigints. */
export function growingColumn(type: ColumnType): GrowingColumn {
  switch (type) {
    case 'string': {
      const texts: string[] = [];
      return { push: (value) => void texts.push(String(value)), values: () => texts };
    }
    case 'int64': {
      const numbers = growingNumbers((length) => new Float64Array(length));
      return { push: pushTo(numbers), values: () => BigInt64Array.from(numbers.values(), BigInt) };
    }
    case 'float64':
      return numeric(growingNumbers((length) => new Float64Array(length)));
    case 'float32':
      return numeric(growingNumbers((length) => new Float32Array(length)));
    case 'int32':
      return numeric(growingNumbers((length) => new Int32Array(length)));
    case 'int8':
      return numeric(growingNumbers((length) => new Int8Array(length)));
  }
}

const pushTo =
  (numbers: Pick<GrowingNumbers<Numbers>, 'push'>) =>
  (value: number | string): void => {
    numbers.push(Number(value));
  };

const numeric = (numbers: GrowingNumbers<Float64Array | Float32Array | Int32Array | Int8Array>): GrowingColumn => ({
  push: pushTo(numbers),
  values: () => numbers.values(),
});

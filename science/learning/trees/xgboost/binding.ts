import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../../../schemas/index.ts';

/**
 * XGBoost's C library by koffi: the only file that calls it (C API of 3.2, https://xgboost.readthedocs.io/en/stable/c.html).
 * Calls block; a round of boosting is one call. Handles are freed by hand.
 */
export interface XgBoost {
  readonly version: string;
  /** Binned events to learn from; `reference` gives the bins (of the training events, for a validation set). */
  quantileMatrix(events: MatrixEvents, bins: number, threads: number, reference?: Matrix): Matrix;
  /** Events as they are, for contributions. */
  matrix(events: MatrixEvents, threads: number): Matrix;
  booster(parameters: Parameters, matrices?: readonly Matrix[]): Booster;
}

/** Names and values as XGBoost's documentation has them. */
export type Parameters = readonly (readonly [name: string, value: string])[];

export interface MatrixEvents {
  /** `[events x width]`, row-major, NaN where a value is missing. */
  readonly features: Float32Array;
  readonly width: number;
  readonly labels?: Float32Array;
  readonly weights?: Float32Array;
}

export interface Matrix {
  readonly handle: unknown;
  readonly events: number;
  free(): void;
}

export interface Booster {
  /** One round; rounds count from 0. */
  update(round: number, matrix: Matrix): void;
  /** What the objective makes of events that the booster was made with: it keeps their margins from round to round. */
  predictMatrix(matrix: Matrix): Float32Array;
  /** What the objective makes of events: `[events x classes]`, or `[events]` for one output. */
  predict(events: MatrixEvents, threads: number): Float32Array;
  /** SHAP values of the margin (arXiv:1802.03888), `[events x (width + 1)]` for one output; the last column is the bias. */
  contributions(matrix: Matrix): Float32Array;
  /** A measure of each feature that a tree splits on, by its name (`f0`, `f1`, ... where none was set). */
  importance(kind: ImportanceKind): ReadonlyMap<string, number>;
  setParameters(parameters: Parameters): void;
  setFeatureNames(names: readonly string[]): void;
  /** Null takes the attribute away. */
  setAttribute(name: string, value: string | null): void;
  attribute(name: string): string | undefined;
  /** The model in XGBoost's own format (UBJSON). */
  save(): Uint8Array;
  load(model: Uint8Array): void;
  /** Rounds that it holds. */
  rounds(): number;
  /** The first `rounds` rounds. */
  slice(rounds: number): Booster;
  free(): void;
}

export type ImportanceKind = 'gain' | 'total_gain' | 'cover' | 'total_cover' | 'weight';

let loaded: XgBoost | undefined;

/**
 * Loads the library once per process: that of UMBRA_XGBOOST, or the one that the set-up installed.
 * @throws InputError `no-xgboost` where there is none or it does not load
 */
export function loadXgboost(): XgBoost {
  return (loaded ??= bind(libraryFile()));
}

/** The set-up's link in the nearest `.umbra` above this file: the sources lie at another depth than the bundle in dist/. */
function libraryFile(): string {
  const named = process.env.UMBRA_XGBOOST;
  if (named !== undefined && named !== '') return named;
  const below = path.join('.umbra', 'lib', 'xgboost', 'xgboost', 'lib', 'libxgboost.so');
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const file = path.join(folder, below);
    if (existsSync(file)) return file;
    if (folder === path.dirname(folder)) throw noLibrary('it is not installed');
  }
}

const noLibrary = (why: string): InputError =>
  new InputError('no-xgboost', `the XGBoost library cannot be used: ${why}`, {
    mend: 'run node scripts/setup.mjs, or set UMBRA_XGBOOST to the path of a libxgboost.so; umbra doctor says more',
  });

type Call = (...values: unknown[]) => void;

function bind(file: string): XgBoost {
  // Threads of OpenMP that wait for work must not spin: the cores are shared with other tasks
  process.env.OMP_WAIT_POLICY ??= 'passive';
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(file);
  } catch (error) {
    throw noLibrary(error instanceof Error ? error.message : String(error));
  }
  koffi.proto('void UmbraReset(void *iterator)');
  koffi.proto('int UmbraNext(void *iterator)');
  const lastError = library.func('const char *XGBGetLastError()') as () => string;
  const call = (declaration: string): Call => {
    const native = library.func(`int ${declaration}`) as (...values: unknown[]) => number;
    return (...values) => {
      if (native(...values) === 0) return;
      const [message = 'XGBoost failed'] = lastError().split('\nStack trace');
      throw new Error(message.trim());
    };
  };
  const api = {
    denseMatrix: call('XGDMatrixCreateFromDense(const char *data, const char *config, _Out_ void **out)'),
    proxy: call('XGProxyDMatrixCreate(_Out_ void **out)'),
    proxyData: call('XGProxyDMatrixSetDataDense(void *proxy, const char *data)'),
    quantile: call(
      'XGQuantileDMatrixCreateFromCallback(void *iterator, void *proxy, void *reference, UmbraReset *reset, UmbraNext *next, const char *config, _Out_ void **out)',
    ),
    info: call('XGDMatrixSetInfoFromInterface(void *matrix, const char *field, const char *data)'),
    freeMatrix: call('XGDMatrixFree(void *matrix)'),
    create: call('XGBoosterCreate(void **matrices, uint64_t count, _Out_ void **out)'),
    parameter: call('XGBoosterSetParam(void *booster, const char *name, const char *value)'),
    update: call('XGBoosterUpdateOneIter(void *booster, int round, void *matrix)'),
    predictMatrix: call(
      'XGBoosterPredictFromDMatrix(void *booster, void *matrix, const char *config, _Out_ void **shape, _Out_ uint64_t *dimensions, _Out_ void **out)',
    ),
    predictDense: call(
      'XGBoosterPredictFromDense(void *booster, const char *data, const char *config, void *matrix, _Out_ void **shape, _Out_ uint64_t *dimensions, _Out_ void **out)',
    ),
    score: call(
      'XGBoosterFeatureScore(void *booster, const char *config, _Out_ uint64_t *count, _Out_ void **features, _Out_ uint64_t *dimensions, _Out_ void **shape, _Out_ void **scores)',
    ),
    featureInfo: call(
      'XGBoosterSetStrFeatureInfo(void *booster, const char *field, const char **features, uint64_t count)',
    ),
    setAttribute: call('XGBoosterSetAttr(void *booster, const char *name, const char *value)'),
    attribute: call('XGBoosterGetAttr(void *booster, const char *name, _Out_ const char **out, _Out_ int *success)'),
    save: call(
      'XGBoosterSaveModelToBuffer(void *booster, const char *config, _Out_ uint64_t *length, _Out_ void **out)',
    ),
    load: call('XGBoosterLoadModelFromBuffer(void *booster, const void *model, uint64_t length)'),
    rounds: call('XGBoosterBoostedRounds(void *booster, _Out_ int *out)'),
    slice: call('XGBoosterSlice(void *booster, int begin, int end, int step, _Out_ void **out)'),
    freeBooster: call('XGBoosterFree(void *booster)'),
  };
  const version = [[0], [0], [0]];
  (library.func('void XGBoostVersion(_Out_ int *, _Out_ int *, _Out_ int *)') as Call)(...version);

  /** What NumPy's array interface says of a typed array. */
  const interfaceOf = (values: Float32Array, ...shape: number[]): string =>
    JSON.stringify({ data: [Number(koffi.address(values)), true], shape, typestr: '<f4', version: 3 });
  const copyFloats = (pointer: unknown, length: number): Float32Array =>
    Float32Array.from(koffi.decode(pointer, koffi.array('float', length, 'Typed')) as Float32Array);
  const shapeOf = (pointer: unknown, dimensions: number): number[] =>
    Array.from(koffi.decode(pointer, koffi.array('uint64_t', dimensions)) as ArrayLike<number | bigint>, Number);
  const result = (shape: [unknown], dimensions: [number | bigint], out: [unknown]): Float32Array =>
    copyFloats(
      out[0],
      shapeOf(shape[0], Number(dimensions[0])).reduce((product, size) => product * size, 1),
    );
  const eventsOf = ({ features, width }: MatrixEvents): number => features.length / width;
  const setInfo = (handle: unknown, { labels, weights }: MatrixEvents): void => {
    if (labels !== undefined) api.info(handle, 'label', interfaceOf(labels, labels.length));
    if (weights !== undefined) api.info(handle, 'weight', interfaceOf(weights, weights.length));
  };
  const matrixOf = (handle: unknown, events: number): Matrix => ({
    handle,
    events,
    free: () => {
      api.freeMatrix(handle);
    },
  });
  const boosterOf = (handle: unknown): Booster => {
    const predictions = (matrix: Matrix, type: 0 | 2): Float32Array => {
      const [shape, dimensions, out]: [[unknown], [number | bigint], [unknown]] = [[null], [0], [null]];
      const config = `{"type":${type},"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}`;
      api.predictMatrix(handle, matrix.handle, config, shape, dimensions, out);
      return result(shape, dimensions, out);
    };
    return {
      update: (round, matrix) => {
        api.update(handle, round, matrix.handle);
      },
      predictMatrix: (matrix) => predictions(matrix, 0),
      predict: (events, threads) => {
        api.parameter(handle, 'nthread', String(threads));
        const [shape, dimensions, out]: [[unknown], [number | bigint], [unknown]] = [[null], [0], [null]];
        const config = `{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN}`;
        const rows = eventsOf(events);
        if (rows === 0) return new Float32Array(0);
        const data = interfaceOf(events.features, rows, events.width);
        api.predictDense(handle, data, config, null, shape, dimensions, out);
        return result(shape, dimensions, out);
      },
      contributions: (matrix) => predictions(matrix, 2),
      importance: (kind) => {
        const count: [number | bigint] = [0];
        const dimensions: [number | bigint] = [0];
        const [features, shape, scores]: [[unknown], [unknown], [unknown]] = [[null], [null], [null]];
        api.score(handle, JSON.stringify({ importance_type: kind }), count, features, dimensions, shape, scores);
        const names = koffi.decode(features[0], koffi.array('const char *', Number(count[0]))) as readonly string[];
        const values = copyFloats(scores[0], names.length);
        return new Map(names.map((name, index) => [name, values[index] as number]));
      },
      setParameters: (parameters) => {
        for (const [name, value] of parameters) api.parameter(handle, name, value);
      },
      setFeatureNames: (names) => {
        api.featureInfo(handle, 'feature_name', names, names.length);
      },
      setAttribute: (name, value) => {
        api.setAttribute(handle, name, value);
      },
      attribute: (name) => {
        const [out, success]: [[string | null], [number]] = [[null], [0]];
        api.attribute(handle, name, out, success);
        return success[0] === 1 ? (out[0] ?? '') : undefined;
      },
      save: () => {
        const [length, out]: [[number | bigint], [unknown]] = [[0], [null]];
        api.save(handle, '{"format":"ubj"}', length, out);
        return Uint8Array.from(koffi.decode(out[0], koffi.array('uint8_t', Number(length[0]), 'Typed')) as Uint8Array);
      },
      load: (model) => {
        api.load(handle, model, model.length);
      },
      rounds: () => {
        const out: [number] = [0];
        api.rounds(handle, out);
        return out[0];
      },
      slice: (rounds) => {
        const out: [unknown] = [null];
        api.slice(handle, 0, rounds, 1, out);
        return boosterOf(out[0]);
      },
      free: () => {
        api.freeBooster(handle);
      },
    };
  };

  return {
    version: version.join('.'),
    matrix(events, threads) {
      const out: [unknown] = [null];
      const rows = eventsOf(events);
      api.denseMatrix(interfaceOf(events.features, rows, events.width), `{"missing":NaN,"nthread":${threads}}`, out);
      setInfo(out[0], events);
      return matrixOf(out[0], rows);
    },
    quantileMatrix(events, bins, threads, reference) {
      const proxy: [unknown] = [null];
      const out: [unknown] = [null];
      const rows = eventsOf(events);
      api.proxy(proxy);
      try {
        let given = false;
        let failure: unknown;
        // The library asks for batches until it gets 0; it goes through them more than once
        const next = (): number => {
          if (given) return 0;
          given = true;
          try {
            api.proxyData(proxy[0], interfaceOf(events.features, rows, events.width));
            setInfo(proxy[0], events);
          } catch (error) {
            failure = error;
            return 0;
          }
          return 1;
        };
        const reset = (): void => {
          given = false;
        };
        const config = `{"missing":NaN,"nthread":${threads},"max_bin":${bins}}`;
        api.quantile(null, proxy[0], reference?.handle ?? null, reset, next, config, out);
        if (failure !== undefined) throw failure as Error;
      } finally {
        api.freeMatrix(proxy[0]);
      }
      return matrixOf(out[0], rows);
    },
    booster(parameters, matrices = []) {
      const out: [unknown] = [null];
      api.create(
        matrices.map(({ handle }) => handle),
        matrices.length,
        out,
      );
      for (const [name, value] of parameters) api.parameter(out[0], name, value);
      return boosterOf(out[0]);
    },
  };
}

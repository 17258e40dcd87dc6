import { randomStream, type RandomStream } from '../random.ts';

export const PORTFOLIO_METHODS = ['network', 'xgboost', 'forest', 'adaboost'] as const;
export type PortfolioMethod = (typeof PORTFOLIO_METHODS)[number];

/** One training of a portfolio: a method and the parameters that are not the portfolio's own. */
export interface Candidate {
  /** From 1, in the order of training. */
  readonly number: number;
  readonly method: PortfolioMethod;
  readonly choices: Readonly<Record<string, unknown>>;
}

/**
 * The candidates in the order in which they are trained: each method with settings that do well on most tables, then the methods in turn with
 * settings drawn at random. Candidate n depends on n, the methods and the seed alone: a larger portfolio begins with a smaller one.
 */
export function drawPortfolio(methods: readonly PortfolioMethod[], count: number, seed: number): readonly Candidate[] {
  return Array.from({ length: count }, (_, index): Candidate => {
    const method = methods[index % methods.length] as PortfolioMethod;
    const round = Math.floor(index / methods.length);
    const stream = randomStream(seed, 'portfolio', index);
    return { number: index + 1, method, choices: round === 0 ? first[method] : draw[method](stream) };
  });
}

/** The largest network that is ever drawn: what a portfolio needs memory for. */
export const largestNetwork = { hidden: Array.from({ length: 4 }, () => ({ units: 384 })) };

const hidden = (layers: number, units: number, activation: string, dropout: number): object[] =>
  Array.from({ length: layers }, (_, index) => ({
    units: Math.max(8, Math.round(units / 2 ** (index / 2))),
    activation,
    dropout,
    initialiser: activation === 'selu' ? 'lecun-normal' : activation === 'relu' ? 'he-uniform' : 'glorot-uniform',
  }));

const first: Readonly<Record<PortfolioMethod, Candidate['choices']>> = {
  network: {
    network: { hidden: hidden(2, 128, 'relu', 0.2) },
    optimiser: { name: 'adam', learning_rate: 0.001 },
    batch_size: 512,
  },
  xgboost: { max_depth: 5, learning_rate: 0.1, subsample: 0.8, colsample_bytree: 0.8 },
  forest: { min_leaf_events: 5 },
  adaboost: { max_depth: 3 },
};

const draw: Readonly<Record<PortfolioMethod, (stream: RandomStream) => Candidate['choices']>> = {
  network: (stream) => ({
    network: {
      hidden: hidden(
        1 + below(stream, 4),
        Math.round(logarithmic(stream, 32, 384)),
        one(stream, ['relu', 'tanh', 'elu', 'selu']),
        rounded(0.5 * stream.uniform()),
      ),
      l2: rounded(logarithmic(stream, 1e-6, 1e-3)),
    },
    optimiser: { name: one(stream, ['adam', 'nadam']), learning_rate: rounded(logarithmic(stream, 3e-4, 1e-2)) },
    batch_size: one(stream, [256, 512, 1024]),
  }),
  xgboost: (stream) => ({
    max_depth: 2 + below(stream, 8),
    learning_rate: rounded(logarithmic(stream, 0.02, 0.3)),
    min_child_weight: rounded(logarithmic(stream, 1, 50)),
    subsample: rounded(0.5 + 0.5 * stream.uniform()),
    colsample_bytree: rounded(0.4 + 0.6 * stream.uniform()),
    reg_lambda: rounded(logarithmic(stream, 0.1, 30)),
  }),
  forest: (stream) => ({
    min_leaf_events: Math.round(logarithmic(stream, 2, 60)),
    features_per_split: one(stream, ['sqrt', 'all']),
    max_depth: one(stream, [0, 8, 14]),
  }),
  adaboost: (stream) => ({ max_depth: 1 + below(stream, 5) }),
};

const below = (stream: RandomStream, count: number): number => Math.floor(count * stream.uniform());
const one = <T>(stream: RandomStream, options: readonly T[]): T => options[below(stream, options.length)] as T;
const logarithmic = (stream: RandomStream, low: number, high: number): number => low * (high / low) ** stream.uniform();
/** Three significant digits: a person can repeat it. */
const rounded = (value: number): number => Number(value.toPrecision(3));

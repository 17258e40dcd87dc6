import type { Curves } from '../../schemas/results/curves.ts';
import type { History } from '../../schemas/results/history.ts';

/** A small deterministic generator (mulberry32): uniform in [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const sigmoid = (u: number): number => 1 / (1 + Math.exp(-u));

interface Event {
  readonly process: string;
  readonly mass: number | null;
  readonly channel: 'ee' | 'mumu';
  readonly weight: number;
  readonly score: number;
  readonly std: number;
}

export interface CategorySettings {
  readonly model: string;
  readonly scenario: string;
  readonly masses: readonly number[];
  /** Mean of logit(score) of the signal; the background's is its negative. */
  readonly separation: number;
  /** Expected signal events of the lowest mass point. */
  readonly signal: number;
  readonly seed: number;
  readonly events?: number;
}

const processes = { ttbar: 850e3, drell_yan: 1150e3, diboson: 82e3, single_top: 74e3, wjets: 7e3 };

function simulate({ masses, separation, signal, seed, events = 4000 }: CategorySettings): readonly Event[] {
  const random = uniform(seed);
  const made: Event[] = [];
  const make = (process: string, mass: number | null, total: number, mean: number, count: number): void => {
    for (let index = 0; index < count; index++) {
      const u = mean + 1.6 * gauss(random);
      const score = sigmoid(u);
      made.push({
        process,
        mass,
        channel: random() < 0.4 ? 'ee' : 'mumu',
        weight: (total / count) * (random() < 0.03 ? -1 : 1),
        score,
        std: Math.max(2e-5, 0.35 * score * (1 - score) * Math.exp(0.4 * gauss(random)) + 2e-4 * random()),
      });
    }
  };
  for (const [process, total] of Object.entries(processes)) {
    make(
      process,
      null,
      total,
      -separation * (process === 'diboson' ? 0.6 : 1),
      Math.ceil(events * (total / 1.2e6) + 60),
    );
  }
  masses.forEach((mass, index) => {
    make('signal', mass, signal * 0.6 ** index, separation + 0.3 * index, events / 2);
  });
  return made;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const asimov = (s: number, b: number): number | null =>
  b > 0 && s > 0 ? Math.sqrt(2 * ((s + b) * Math.log1p(s / b) - s)) : null;

export function syntheticCurves(settings: CategorySettings): Curves {
  const events = simulate(settings);
  const edges = Array.from({ length: 51 }, (_, index) => index / 50);
  const histogram = (chosen: readonly Event[]) => {
    const weights = new Array<number>(50).fill(0);
    const squares = new Array<number>(50).fill(0);
    for (const { score, weight } of chosen) {
      const bin = Math.min(49, Math.floor(score * 50));
      weights[bin] = (weights[bin] ?? 0) + weight;
      squares[bin] = (squares[bin] ?? 0) + weight * weight;
    }
    return { sum_of_weights: weights, error: squares.map(Math.sqrt) };
  };
  const background = events.filter((event) => event.mass === null);
  const ofMass = (mass: number | null) =>
    events.filter((event) => event.mass !== null && (mass === null || event.mass === mass));
  const stdEdges = Array.from({ length: 61 }, (_, index) => 1e-4 * 5000 ** (index / 60));
  const spread = (chosen: readonly Event[]) => ({
    mean: sum(chosen.map(({ std }) => std)) / chosen.length,
    events: stdEdges
      .slice(1)
      .map((high, bin) => chosen.filter(({ std }) => (bin === 0 || std >= (stdEdges[bin] ?? 0)) && std < high).length),
  });
  const thresholds = Array.from({ length: 150 }, (_, index) => sigmoid(-5 + (index / 149) * 14));
  const scan = (mass: number, channel: string): Curves['significance'][number] => {
    const inChannel = (event: Event): boolean => channel === 'combined' || event.channel === channel;
    const points = thresholds.map((threshold) => {
      const b = background.filter((event) => inChannel(event) && event.score >= threshold).map(({ weight }) => weight);
      const s = ofMass(mass).filter((event) => inChannel(event) && event.score >= threshold);
      const squares = sum(b.map((weight) => weight * weight));
      const z = asimov(sum(s.map(({ weight }) => weight)), sum(b));
      return { threshold, z, effective: squares > 0 ? sum(b) ** 2 / squares : 0 };
    });
    const best = points
      .filter((point) => point.effective >= 3 && point.z !== null)
      .reduce<(typeof points)[number] | undefined>(
        (a, b) => (a === undefined || (b.z ?? 0) > (a.z ?? 0) ? b : a),
        undefined,
      );
    return {
      mass_gev: mass,
      channel,
      method: 'network',
      thresholds,
      significance: points.map(({ z }) => z),
      background_effective: points.map(({ effective }) => effective),
      best:
        best === undefined
          ? null
          : { threshold: channel === 'combined' ? null : best.threshold, significance: best.z ?? 0 },
    };
  };
  const roc = (method: 'network' | 'network_dropout', mass: number | null): Curves['roc'][number] => {
    const shift = method === 'network' ? 0 : 1e-3;
    const grid = Array.from({ length: 150 }, (_, index) => sigmoid(12 - (index / 149) * 24));
    const efficiency = (chosen: readonly Event[]) => {
      const total = sum(chosen.map(({ weight }) => weight));
      return grid.map(
        (cut) => sum(chosen.filter(({ score }) => score + shift >= cut).map(({ weight }) => weight)) / total,
      );
    };
    const [x, y] = [efficiency(background), efficiency(ofMass(mass))];
    let auc = 0;
    for (let index = 1; index < x.length; index++) {
      auc += ((x[index] ?? 0) - (x[index - 1] ?? 0)) * ((y[index] ?? 0) + (y[index - 1] ?? 0)) * 0.5;
    }
    return { method, mass_gev: mass, auc, background_efficiency: x, signal_efficiency: y };
  };
  return {
    score: {
      edges,
      backgrounds: Object.keys(processes).map((process) => ({
        process,
        ...histogram(events.filter((event) => event.process === process)),
      })),
      signals: settings.masses.map((mass) => ({ mass_gev: mass, ...histogram(ofMass(mass)) })),
    },
    roc: [roc('network', null), roc('network_dropout', null), ...settings.masses.map((mass) => roc('network', mass))],
    significance: [...new Set([settings.masses[0] ?? 0, settings.masses.at(-1) ?? 0])].flatMap((mass) =>
      ['ee', 'mumu', 'combined'].map((channel) => scan(mass, channel)),
    ),
    minimum_effective_background: 3,
    dropout_std: { edges: stdEdges, passes: 100, signal: spread(ofMass(null)), background: spread(background) },
  };
}

export function syntheticHistory(epochs: number, best: number, seed = 1): History {
  const random = uniform(seed);
  return {
    epochs: Array.from({ length: epochs }, (_, index) => ({
      epoch: index + 1,
      loss: 0.12 + 0.5 * Math.exp(-index / 4) + 0.004 * random(),
      validation_loss: 0.14 + 0.4 * Math.exp(-index / 3) + 0.02 * random() + 5e-4 * Math.max(0, index + 1 - best),
      learning_rate: 1e-3,
    })),
    best_epoch: best,
    stopped: 'early',
    parameters: 4321,
    events: {
      train: { signal: 9000, background: 26500 },
      validation: { signal: 3000, background: 8900 },
      test: { signal: 6000, background: 17653 },
    },
    sum_of_weights: {
      train: { signal: 40, background: 1.1e6 },
      validation: { signal: 13, background: 3.6e5 },
      test: { signal: 26, background: 7.2e5 },
    },
  };
}

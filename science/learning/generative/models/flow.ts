import { permutation, randomStream } from '../../random.ts';
import type { Mathematics, Tracked } from '../differentiation/index.ts';
import { joined, mean, type GenerativeModel, type GenerativeSizes } from './model.ts';
import { perceptron, perceptronParameters, type GenerativeActivation, type ParametersOf } from './perceptron.ts';
import { inverseSpline, spline, splineParameters, type SplineShape } from './spline.ts';

export interface FlowSpec {
  /** Coupling layers. */
  readonly layers: number;
  readonly hidden: readonly number[];
  readonly activation: GenerativeActivation;
  /** `spline`: rational-quadratic; `affine`: RealNVP. */
  readonly coupling: 'spline' | 'affine';
  readonly spline: SplineShape;
}

/** Logarithms of affine scales stay within this, so that no event is thrown far away. */
const largestLogScale = 2;

/**
 * A normalising flow: an invertible map of events to standard normal numbers, made of coupling layers (Dinh et al., RealNVP,
 * arXiv:1605.08803, section 3.2; splines in place of affine maps: arXiv:1906.04032). The loss is the mean of -ln p(event) without
 * the constant features / 2 x ln 2 pi.
 */
export function flow(sizes: GenerativeSizes, spec: FlowSpec): GenerativeModel {
  const couplings = Array.from({ length: spec.layers }, (_, layer) => coupling(sizes, spec, layer));
  return {
    parameters: couplings.flatMap(({ parameters }) => parameters),
    trainingNoise: 0,
    latent: sizes.features,
    loss(m, parameter, { events, conditions }) {
      let x = events;
      let logVolume: Tracked | undefined;
      for (const layer of couplings) {
        const { y, logSlope } = layer.forward(m, parameter, x, conditions);
        x = y;
        logVolume = logVolume === undefined ? logSlope : m.add(logVolume, logSlope);
      }
      const distance = m.scale(m.rowSums(m.square(x)), 0.5);
      return mean(m, logVolume === undefined ? distance : m.subtract(distance, logVolume));
    },
    generate: (m, parameter, latent, conditions) =>
      couplings.reduceRight((y, layer) => layer.inverse(m, parameter, y, conditions), latent),
  };
}

/** One half of the features decides how the other half is mapped. Two layers in a row exchange the halves. */
function coupling(sizes: GenerativeSizes, spec: FlowSpec, layer: number) {
  const { features, conditions } = sizes;
  const order = permutation(features, randomStream(0, 'flow', layer >> 1));
  const half = features >> 1;
  const halves = [order.subarray(0, half), order.subarray(half)] as const;
  const [deciding, mapped] = layer % 2 === 0 ? halves : [halves[1], halves[0]];
  const perFeature = spec.coupling === 'spline' ? splineParameters(spec.spline) : 2;
  const network = {
    name: `coupling_${layer + 1}`,
    inputs: deciding.length + conditions,
    hidden: spec.hidden,
    outputs: mapped.length * perFeature,
    activation: spec.activation,
    zeroOutput: true,
  };
  const split = (m: Mathematics, parameter: ParametersOf, x: Tracked, given: Tracked | undefined) => {
    const choose = (columns: Int32Array) => chosenColumns(m, features, columns);
    const [chooseDeciding, chooseMapped] = [choose(deciding), choose(mapped)];
    const kept = m.matrixProduct(x, chooseDeciding.pick);
    const raw = perceptron(m, network, parameter, joined(m, kept, given));
    return {
      moving: m.reshape(m.matrixProduct(x, chooseMapped.pick), -1, 1),
      by: m.reshape(raw, -1, perFeature),
      together: (moved: Tracked): Tracked =>
        m.add(
          m.matrixProduct(kept, chooseDeciding.put),
          m.matrixProduct(m.reshape(moved, -1, mapped.length), chooseMapped.put),
        ),
    };
  };
  return {
    parameters: perceptronParameters(network),
    forward(m: Mathematics, parameter: ParametersOf, x: Tracked, given: Tracked | undefined) {
      const { moving, by, together } = split(m, parameter, x, given);
      const { y, logSlope } = spec.coupling === 'spline' ? spline(m, moving, by, spec.spline) : affine(m, moving, by);
      return { y: together(y), logSlope: m.rowSums(m.reshape(logSlope, -1, mapped.length)) };
    },
    inverse(m: Mathematics, parameter: ParametersOf, y: Tracked, given: Tracked | undefined): Tracked {
      const { moving, by, together } = split(m, parameter, y, given);
      return together(
        spec.coupling === 'spline' ? inverseSpline(m, moving, by, spec.spline) : inverseAffine(m, moving, by),
      );
    },
  };
}

const logScale = (m: Mathematics, by: Tracked): Tracked =>
  m.scale(m.tanh(m.scale(m.part(by, 0, 1), 1 / largestLogScale)), largestLogScale);

function affine(m: Mathematics, x: Tracked, by: Tracked) {
  const logSlope = logScale(m, by);
  return { y: m.add(m.multiply(x, m.exponential(logSlope)), m.part(by, 1, 2)), logSlope };
}

const inverseAffine = (m: Mathematics, y: Tracked, by: Tracked): Tracked =>
  m.multiply(m.subtract(y, m.part(by, 1, 2)), m.exponential(m.scale(logScale(m, by), -1)));

/** Matrices that take some columns out of `features` and put them back. */
function chosenColumns(m: Mathematics, features: number, columns: Int32Array) {
  const { o } = m.tape;
  const pick = new Float32Array(features * columns.length);
  const put = new Float32Array(features * columns.length);
  columns.forEach((feature, column) => {
    pick[feature * columns.length + column] = 1;
    put[column * features + feature] = 1;
  });
  const matrix = (values: Float32Array, rows: number, width: number): Tracked =>
    m.tape.constant(o.constant({ type: 'float32', shape: [rows, width], values }), rows, width);
  return { pick: matrix(pick, features, columns.length), put: matrix(put, columns.length, features) };
}

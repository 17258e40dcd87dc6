import { absolute, subtract } from './arithmetic.ts';
import type { Ast, Call } from '../syntax/ast.ts';
import { deltaPhi, mt2, pairMass, rapidity, transverseMassMassive, transverseMassMassless } from './kinematic.ts';
import type { Form, Longitudinal, Lowering, Momentum, Value } from '../meaning/lowering.ts';
import { sumOfMomenta } from '../meaning/momentum.ts';
import type { NumericFunction } from './numeric.ts';
import type { ExpressionFunction } from './registry.ts';
import type { Term } from '../meaning/term.ts';

const deltaRFrom: NumericFunction = {
  name: 'delta R from',
  apply: (eta: number, phi: number) => Math.sqrt(eta * eta + phi * phi),
};

/**
 * Functions of objects: `lep1`, `met`, `lep1 + lep2`. Several objects given for one stand for their sum. Missing where
 * an object is.
 */
export const objectFunctions: readonly ExpressionFunction[] = [
  ofSum('pt', 'GeV', 'transverse momentum of the sum of the objects', ({ pt }) => pt),
  ofSum('phi', 'rad', 'azimuth of the sum of the objects, in [-pi, pi]', ({ phi }) => phi),
  ofSum('eta', '1', 'pseudorapidity of the sum, asinh(pz / pt)', (sum, _, along) => along().eta),
  ofSum('rapidity', '1', 'rapidity of the sum, atanh(pz / E)', (_, { terms }, along) =>
    terms.numeric(rapidity, along().energy, along().pz),
  ),
  ofSum('energy', 'GeV', 'energy of the sum', (_, __, along) => along().energy),
  ofSum('mass', 'GeV', 'invariant mass of the sum; objects without a stored mass are massless', massOf),
  ofTwo('dphi', 'rad', 'angle between two objects in the transverse plane, in [0, pi]', (a, b, { terms }) =>
    terms.numeric(deltaPhi, a.phi, b.phi),
  ),
  ofTwo('deta', '1', 'difference of pseudorapidities, not negative', (a, b, { terms }, along) =>
    terms.numeric(absolute, terms.numeric(subtract, along(a).eta, along(b).eta)),
  ),
  ofTwo('dr', '1', 'distance in eta and phi, sqrt(deta^2 + dphi^2)', (a, b, { terms }, along) =>
    terms.numeric(
      deltaRFrom,
      terms.numeric(subtract, along(a).eta, along(b).eta),
      terms.numeric(deltaPhi, a.phi, b.phi),
    ),
  ),
  {
    name: 'mt',
    signature: 'mt(visible, ..., met)',
    unit: 'GeV',
    definition: 'transverse mass, the visible sum taken as massless: sqrt(2 pt met (1 - cos dphi))',
    group: 'objects',
    arity: [2, Infinity],
    form: (call, lowering) => {
      const { visible, met } = visibleAndMet(call, lowering);
      const term = lowering.terms.numeric(transverseMassMassless, visible.pt, visible.phi, met.pt, met.phi);
      return { term, unit: commonUnit([visible, met]) };
    },
  },
  {
    name: 'mt_massive',
    signature: 'mt_massive(visible, ..., met)',
    unit: 'GeV',
    definition: 'transverse mass with the mass of the visible sum: sqrt((sqrt(m^2 + pt^2) + met)^2 - |pt + met|^2)',
    group: 'objects',
    arity: [2, Infinity],
    form: (call, lowering) => {
      const { visible, met } = visibleAndMet(call, lowering);
      const mass = massOf(visible, lowering, () => alongBeam(visible, call, lowering));
      const term = lowering.terms.numeric(transverseMassMassive, mass, visible.px, visible.py, met.px, met.py);
      return { term, unit: commonUnit([visible, met]) };
    },
  },
  {
    name: 'mt2',
    signature: 'mt2(a, b, met, invisible mass = 0)',
    unit: 'GeV',
    definition:
      'stransverse mass: least possible larger of the two transverse masses when met is shared (arXiv:1411.4312)',
    group: 'objects',
    arity: [3, 4],
    form: (call, lowering) => {
      const [a, b, met] = call.arguments.slice(0, 3).map((ast) => lowering.object(ast)) as [
        Momentum,
        Momentum,
        Momentum,
      ];
      const given = call.arguments[3];
      const invisible = given === undefined ? lowering.terms.constant(0) : lowering.number(given).term;
      const side = (momentum: Momentum): readonly Term[] => [
        momentum.longitudinal === undefined
          ? lowering.terms.constant(0)
          : massOf(momentum, lowering, () => momentum.longitudinal as Longitudinal),
        momentum.px,
        momentum.py,
      ];
      const term = lowering.terms.numeric(mt2, ...side(a), ...side(b), met.px, met.py, invisible, invisible);
      return { term, unit: commonUnit([a, b, met]) };
    },
  },
];

type AlongBeam = () => Longitudinal;

function ofSum(
  name: string,
  unit: string,
  definition: string,
  compute: (sum: Momentum, lowering: Lowering, along: AlongBeam) => Term,
): ExpressionFunction {
  const form: Form = (call, lowering): Value => {
    const sum = sumOf(call.arguments, lowering);
    const term = compute(sum, lowering, () => alongBeam(sum, call, lowering));
    return { term, unit: unit === 'GeV' ? (sum.unit ?? 'GeV') : unit === '1' ? undefined : unit };
  };
  return { name, signature: `${name}(a, ...)`, unit, definition, group: 'objects', arity: [1, Infinity], form };
}

function ofTwo(
  name: string,
  unit: string,
  definition: string,
  compute: (a: Momentum, b: Momentum, lowering: Lowering, along: (of: Momentum) => Longitudinal) => Term,
): ExpressionFunction {
  const form: Form = (call, lowering): Value => {
    const [a, b] = call.arguments.map((ast) => lowering.object(ast)) as [Momentum, Momentum];
    const term = compute(a, b, lowering, (of) => alongBeam(of, call, lowering));
    return { term, unit: unit === '1' ? undefined : unit };
  };
  return { name, signature: `${name}(a, b)`, unit, definition, group: 'objects', arity: [2, 2], form };
}

const sumOf = (parts: readonly Ast[], lowering: Lowering): Momentum =>
  sumOfMomenta(lowering.terms, parts.map((ast) => lowering.object(ast)) as [Momentum, ...Momentum[]]);

/** Two massless objects have a formula that keeps its precision where they are nearly collinear. */
function massOf(sum: Momentum, { terms }: Lowering, along: AlongBeam): Term {
  const [a, b] = sum.parts;
  if (a?.longitudinal?.massless === true && b?.longitudinal?.massless === true && sum.parts.length === 2)
    return terms.numeric(pairMass, a.pt, a.longitudinal.eta, a.phi, b.pt, b.longitudinal.eta, b.phi);
  return along().mass;
}

function alongBeam(momentum: Momentum, call: Call, lowering: Lowering): Longitudinal {
  if (momentum.longitudinal === undefined)
    throw lowering.fail(call, 'expression-type', `${call.name}() needs eta, which ${momentum.label} does not have`, {
      expected: `objects with columns such as lep1_pt, lep1_eta, lep1_phi`,
    });
  return momentum.longitudinal;
}

function visibleAndMet(call: Call, lowering: Lowering): { readonly visible: Momentum; readonly met: Momentum } {
  const met = lowering.object(call.arguments.at(-1) as Ast);
  return { visible: sumOf(call.arguments.slice(0, -1), lowering), met };
}

const commonUnit = ([first, ...others]: readonly Momentum[]): string | undefined =>
  others.every(({ unit }) => unit === first?.unit) ? (first?.unit ?? 'GeV') : undefined;

import { add, arcTangent, cosine, hyperbolicSine, multiply, sine } from '../functions/arithmetic.ts';
import {
  energy as energyFromMomentum,
  invariantMass,
  pseudorapidity,
  transverseMomentum,
} from '../functions/kinematic.ts';
import type { Longitudinal, Momentum, Value } from './lowering.ts';
import { once } from './once.ts';
import type { Term, TermFactory } from './term.ts';

/**
 * The object whose columns are `<label>_pt` (or `<label>` itself, as for `met`) and `<label>_phi`, with `_eta` if it
 * has a direction along the beam and `_m` if its mass is not neglected. Undefined when pt or phi is not there.
 */
export function momentumFrom(
  terms: TermFactory,
  label: string,
  field: (name: string) => Value | undefined,
  present?: Term,
): Momentum | undefined {
  const pt = field('pt') ?? field('');
  const phi = field('phi');
  if (pt === undefined || phi === undefined) return undefined;
  const eta = field('eta');
  const mass = field('m') ?? field('mass');
  const px = once(() => terms.numeric(multiply, pt.term, terms.numeric(cosine, phi.term)));
  const py = once(() => terms.numeric(multiply, pt.term, terms.numeric(sine, phi.term)));
  const along = once(() => eta && longitudinal(terms, pt.term, px(), py(), eta.term, mass?.term));
  return {
    label,
    unit: pt.unit,
    present: present ?? terms.present(pt.term),
    pt: pt.term,
    phi: phi.term,
    get px() {
      return px();
    },
    get py() {
      return py();
    },
    get longitudinal() {
      return along();
    },
    parts: [],
  };
}

function longitudinal(
  terms: TermFactory,
  pt: Term,
  px: Term,
  py: Term,
  eta: Term,
  mass: Term | undefined,
): Longitudinal {
  const pz = terms.numeric(multiply, pt, terms.numeric(hyperbolicSine, eta));
  const known = mass ?? terms.constant(0);
  const energy = terms.numeric(energyFromMomentum, px, py, pz, known);
  return { eta, pz, energy, mass: known, massless: mass === undefined };
}

/** The sum of momenta; transverse only when one of them is. One alone is itself. */
export function sumOfMomenta(terms: TermFactory, momenta: readonly [Momentum, ...Momentum[]]): Momentum {
  const [first, ...others] = momenta;
  if (others.length === 0) return first;
  const total = (component: (momentum: Momentum) => Term): Term =>
    others.reduce((sum, momentum) => terms.numeric(add, sum, component(momentum)), component(first));
  const px = total((momentum) => momentum.px);
  const py = total((momentum) => momentum.py);
  const pt = terms.numeric(transverseMomentum, px, py);
  const along = once(() => sumAlongBeam(terms, momenta, px, py, pt));
  return {
    label: momenta.map(({ label }) => label).join(' + '),
    unit: momenta.every(({ unit }) => unit === first.unit) ? first.unit : undefined,
    present: others.reduce((all, { present }) => terms.and(all, present), first.present),
    pt,
    phi: terms.numeric(arcTangent, py, px),
    px,
    py,
    get longitudinal() {
      return along();
    },
    parts: momenta,
  };
}

function sumAlongBeam(
  terms: TermFactory,
  momenta: readonly Momentum[],
  px: Term,
  py: Term,
  pt: Term,
): Longitudinal | undefined {
  const along = momenta.flatMap(({ longitudinal: part }) => (part === undefined ? [] : [part]));
  if (along.length < momenta.length) return undefined;
  const pz = along.map((part) => part.pz).reduce((sum, term) => terms.numeric(add, sum, term));
  const energy = along.map((part) => part.energy).reduce((sum, term) => terms.numeric(add, sum, term));
  return {
    eta: terms.numeric(pseudorapidity, pt, pz),
    pz,
    energy,
    mass: terms.numeric(invariantMass, energy, px, py, pz),
    massless: false,
  };
}

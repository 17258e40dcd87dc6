import type { Ast, Call, Span } from '../syntax/ast.ts';
import type { ExpressionErrorCode } from '../syntax/errors.ts';
import type { Kind, Term, TermFactory } from './term.ts';
import type { InputError } from '../../../schemas/index.ts';

/** A value of an expression: what computes it, and its unit where that follows from the units of the columns. */
export interface Value {
  readonly term: Term;
  readonly unit: string | undefined;
}

/** A four-momentum, or a transverse momentum alone (`met`), in terms of columns. */
export interface Momentum {
  readonly label: string;
  readonly unit: string | undefined;
  /** False where the object is missing. */
  readonly present: Term;
  readonly pt: Term;
  readonly phi: Term;
  readonly px: Term;
  readonly py: Term;
  /** Absent for an object without a direction along the beam. */
  readonly longitudinal: Longitudinal | undefined;
  /** What it is the sum of; empty for an object of its own. */
  readonly parts: readonly Momentum[];
}

export interface Longitudinal {
  readonly eta: Term;
  readonly pz: Term;
  readonly energy: Term;
  readonly mass: Term;
  /** True when no mass is stored: a lepton taken as massless. */
  readonly massless: boolean;
}

/** One object of a collection. */
export interface Element {
  readonly label: string;
  readonly present: Term;
  field(name: string): Value | undefined;
  readonly fields: readonly string[];
  /** Its four-momentum, if it has the fields for one. */
  momentum(): Momentum | undefined;
}

/** Objects of one kind, each present or not; `element(n)` is the nth that is present. */
export interface Collection {
  /** The name that stands for one element inside a condition. */
  readonly label: string;
  /** In the order they are stored; those that a condition removed are not present. */
  readonly slots: readonly Element[];
  element(n: number): Element | undefined;
}

/** What names stand for. */
export interface Scope {
  value(name: string): Value | undefined;
  object(name: string): Momentum | undefined;
  collection(name: string): Collection | undefined;
  /** All names, to suggest one for a mistyped name. */
  names(): Iterable<string>;
  /** Why a name that looks right cannot be used, if so. */
  objection(name: string): string | undefined;
}

/** What a function that is more than arithmetic gets to work with. */
export interface Lowering {
  readonly scope: Scope;
  readonly terms: TermFactory;
  value(ast: Ast): Value;
  /** The value's term, which must be of a kind. */
  number(ast: Ast): Value;
  boolean(ast: Ast): Term;
  object(ast: Ast): Momentum;
  collection(ast: Ast): Collection;
  /** Whether a part of an expression stands for a collection, an object. */
  isCollection(ast: Ast): boolean;
  isObject(ast: Ast): boolean;
  /** The same with the fields of one element of a collection as names. */
  within(collection: Collection, element: Element): Lowering;
  fail(
    span: Span,
    code: ExpressionErrorCode,
    message: string,
    hints?: { expected?: string; mend?: string },
  ): InputError;
}

/** Makes a value of a call; `call.arguments` has an allowed number of arguments. */
export type Form = (call: Call, lowering: Lowering) => Value;

export const sameKind = (a: Kind, b: Kind): boolean => a === b || a === 'any' || b === 'any';

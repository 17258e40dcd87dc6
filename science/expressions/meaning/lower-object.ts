import type { Ast } from '../syntax/ast.ts';
import type { Collection, Lowering, Momentum } from './lowering.ts';
import { momentumFrom, sumOfMomenta } from './momentum.ts';
import { didYouMean } from '../syntax/nearest.ts';
import { filtered } from './collection.ts';

/** `lep1`, `met`, `lep1 + lep2`. */
export function lowerObject(ast: Ast, context: Lowering): Momentum {
  const { terms, fail, scope } = context;
  if (ast.type === 'arithmetic' && ast.operator === '+')
    return sumOfMomenta(terms, [lowerObject(ast.left, context), lowerObject(ast.right, context)]);
  const found = named(ast, context);
  if (found !== undefined) return found;
  const expected = 'an object: a name such as lep1, jet2 or met, or a sum of them';
  if (ast.type !== 'name') throw fail(ast, 'expression-type', 'this is not an object', { expected });
  if (scope.collection(ast.name) !== undefined)
    throw fail(ast, 'expression-type', `'${ast.name}' is a collection`, {
      expected: `one of it, such as ${ast.name}1`,
    });
  if (scope.value(ast.name) !== undefined)
    throw fail(ast, 'expression-type', `'${ast.name}' is not an object: there is no ${ast.name}_phi`, { expected });
  const objection = scope.objection(ast.name);
  if (objection !== undefined) throw fail(ast, 'expression-name', objection);
  const names = [...scope.names()].flatMap((name) => (name.endsWith('_phi') ? [name.slice(0, -4)] : []));
  throw fail(ast, 'expression-name', `there is no object '${ast.name}'.${didYouMean(ast.name, names)}`, {
    expected: `columns ${ast.name}_pt and ${ast.name}_phi`,
  });
}

export function isObject(ast: Ast, context: Lowering): boolean {
  if (ast.type === 'arithmetic') return ast.operator === '+' && isObject(ast.left, context);
  // `met` alone is its own column first.
  return ast.type === 'name' && context.scope.value(ast.name) === undefined && named(ast, context) !== undefined;
}

function named(ast: Ast, { scope, terms }: Lowering): Momentum | undefined {
  if (ast.type !== 'name') return undefined;
  const field = (name: string): ReturnType<typeof scope.value> =>
    scope.value(name === '' ? ast.name : `${ast.name}_${name}`);
  return scope.object(ast.name) ?? momentumFrom(terms, ast.name, field);
}

/** `jet`, `jet where pt > 30`. */
export function lowerCollection(ast: Ast, context: Lowering): Collection {
  const { terms, fail, scope } = context;
  if (ast.type === 'where') {
    const collection = lowerCollection(ast.collection, context);
    return filtered(terms, collection, (element) => context.within(collection, element).boolean(ast.condition));
  }
  const found = ast.type === 'name' ? scope.collection(ast.name) : undefined;
  if (found !== undefined) return found;
  const expected = 'a collection such as jet (columns jet1_pt, jet2_pt, ...), or jet where pt > 30';
  if (ast.type !== 'name') throw fail(ast, 'expression-type', 'this is not a collection', { expected });
  const objection = scope.objection(ast.name);
  if (objection !== undefined) throw fail(ast, 'expression-name', objection);
  const labels = [...scope.names()].flatMap((name) => /^(.*?)[1-9][0-9]*_/.exec(name)?.[1] ?? []);
  throw fail(ast, 'expression-name', `there is no collection '${ast.name}'.${didYouMean(ast.name, labels)}`, {
    expected,
  });
}

export function isCollection(ast: Ast, { scope }: Lowering): boolean {
  if (ast.type === 'where') return true;
  return ast.type === 'name' && scope.value(ast.name) === undefined && scope.collection(ast.name) !== undefined;
}

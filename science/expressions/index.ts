/**
 * The language of cuts, definitions, object selections and `where:` rules.
 *
 * A text is read (`parseExpression`), its names and kinds are checked against what there is (`checkExpression`), and then
 * it runs over columns (`compileColumns`; `namespaceOf` with `evaluateTogether` for many that share parts) or for one
 * record (`evaluateRecord`), with the same meaning. It has arithmetic `+ - * / ^`, comparisons and chains of them
 * (`10 < x <= 20`), `and or not`, `in [...]`, texts in quotes, the functions listed in `expressionFunctions`, objects
 * (`lep1`, `met`, `lep1 + lep2`) and collections (`jet`, `jet where pt > 30`).
 *
 * Energies are in GeV and angles in rad, as the columns are. A missing value (null) makes arithmetic missing and a
 * comparison false; NaN never passes a comparison: where it decides, it is an error.
 */
export { type Ast } from './syntax/ast.ts';
export { checkExpression, type CheckedExpression } from './meaning/check.ts';
export { columnsOf, compileColumns, type CompiledExpression } from './evaluation/columns.ts';
export type { Evaluated } from './evaluation/collect.ts';
export { evaluateTogether, rowsWhere, type Evaluable, type Evaluation } from './evaluation/together.ts';
export { namespaceOf, type Namespace } from './meaning/namespace.ts';
export type { Value } from './meaning/lowering.ts';
export { columnsIn, type Term } from './meaning/term.ts';
export type { Expression, Origin } from './syntax/expression.ts';
export { formatExpression } from './syntax/format.ts';
export { expressionFunctions, registerFunction } from './functions/all.ts';
export { didYouMean, nearestName } from './syntax/nearest.ts';
export { parseExpression } from './syntax/parse.ts';
export { evaluateRecord, type RecordScope } from './evaluation/record.ts';
export type { FunctionDescription, PluginFunction } from './functions/registry.ts';
export type { ColumnInfo } from './meaning/column-scope.ts';

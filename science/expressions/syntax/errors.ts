import { InputError, type InputPlace } from '../../../schemas/index.ts';
import type { Span } from './ast.ts';
import type { Origin } from './expression.ts';

const EXCERPT = 100;

export type ExpressionErrorCode = 'expression-syntax' | 'expression-name' | 'expression-type' | 'expression-value';

/**
 * An error that points at a part of an expression: the place in the file, the line of the text and a caret under the
 * part.
 */
export function expressionError(
  { text, origin }: { readonly text: string; readonly origin: Origin },
  span: Span,
  code: ExpressionErrorCode,
  message: string,
  hints: { readonly expected?: string | undefined; readonly mend?: string | undefined } = {},
): InputError {
  return new InputError(code, `${message}\n${excerpt(text, span)}\n`, {
    place: placeOf(text, origin, span.start),
    ...(hints.expected === undefined ? {} : { expected: hints.expected }),
    ...(hints.mend === undefined ? {} : { mend: hints.mend }),
  });
}

/** The place in the file of an offset into the text; without an origin, the place in the text. */
export function placeOf(text: string, origin: Origin, offset: number): InputPlace {
  const { line, column } = positionOf(text, offset);
  const file = origin.file === undefined ? {} : { file: origin.file };
  if (origin.line === undefined) return origin.file === undefined ? { line, column } : file;
  return {
    ...file,
    line: origin.line + line - 1,
    column: line === 1 ? (origin.column ?? 1) + column - 1 : (origin.indent ?? 0) + column,
  };
}

function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function excerpt(text: string, { start, end }: Span): string {
  const { line, column } = positionOf(text, start);
  const whole = (text.split('\n')[line - 1] ?? '').replaceAll(/[\t\r]/g, ' ');
  const from = Math.max(0, Math.min(column - 1 - EXCERPT / 2, whole.length - EXCERPT));
  const shown = whole.slice(from, from + EXCERPT);
  const caret = column - 1 - from;
  const length = Math.max(1, Math.min(end - start, shown.length - caret));
  return `    ${shown}\n    ${' '.repeat(caret)}${'^'.repeat(length)}`;
}

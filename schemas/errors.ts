/** Where in a person's input something is wrong. Every field that is known is filled in. */
export interface InputPlace {
  readonly file?: string;
  /** 1-based line and column of a text file (YAML, CSV). */
  readonly line?: number;
  readonly column?: number;
  /** 0-based row of a table or entry of a tree. */
  readonly row?: number;
  readonly branch?: string;
  readonly sample?: string;
}

/**
 * Bad data or configuration: retrying cannot help, a person must mend it.
 * `message` says what is wrong and where, `expected` what was expected, `mend` how to put it right.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  constructor(
    /** Stable, for programs: `missing-branch`, `checksum`, `expression-syntax`, ... */
    readonly code: string,
    message: string,
    readonly detail: { readonly place?: InputPlace; readonly expected?: string; readonly mend?: string } = {},
  ) {
    const hints = [
      detail.expected === undefined ? '' : ` Expected: ${detail.expected}.`,
      detail.mend === undefined ? '' : ` To mend it: ${detail.mend}.`,
    ].join('');
    const stop = hints === '' || /[.!?\n]$/.test(message) ? '' : '.';
    super(describePlace(detail.place) + message + stop + hints);
  }
}

/** Out of disk, memory or another resource that may be there again later: retried with a long back-off. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function describePlace(place: InputPlace | undefined): string {
  if (place === undefined) return '';
  const position =
    place.line === undefined ? '' : place.column === undefined ? `:${place.line}` : `:${place.line}:${place.column}`;
  const parts = [
    place.sample === undefined ? undefined : `sample ${place.sample}`,
    place.file === undefined ? (position === '' ? undefined : `line ${position.slice(1)}`) : `${place.file}${position}`,
    place.branch === undefined ? undefined : `branch '${place.branch}'`,
    place.row === undefined ? undefined : `row ${place.row}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

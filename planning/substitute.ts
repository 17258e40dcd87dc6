import { InputError, type Attributes, type InputPlace } from '../schemas/index.ts';

/** What `${...}` can refer to: `catalogue`, and the axis value of the task, by its axis' name. */
export type References = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const reference = /\$\{([a-z_][a-z0-9_]*)\.([A-Za-z0-9_]+)(\?)?\}/g;

/**
 * Replaces `${sample.dsid}` in every string of `value`. A string that is one reference alone takes the referred
 * value with its type; `${sample.x?}` gives null where there is no x. In a list, `...${sample.list}` stands for the elements of a list.
 */
export function substitute(value: unknown, references: References, place: () => InputPlace): unknown {
  if (typeof value === 'string') return substituteText(value, references, place);
  if (Array.isArray(value)) return value.flatMap((item: unknown) => elements(item, references, place));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, substitute(member, references, place)]),
    );
  return value;
}

/** What an item of a list becomes: itself, or the elements of the list that it refers to. */
export function elements(item: unknown, references: References, place: () => InputPlace): readonly unknown[] {
  const spread = typeof item === 'string' ? /^\.\.\.(\$\{[^}]*\})$/.exec(item)?.[1] : undefined;
  if (spread === undefined) return [substitute(item, references, place)];
  const list = substituteText(spread, references, place);
  if (Array.isArray(list)) return list;
  // A hyperparameter: its value comes with the trial.
  if (typeof list === 'string' && list.startsWith('${trial.')) return [`...${list}`];
  throw new InputError('reference', `${String(item)}: ${spread} is no list`, {
    place: place(),
    expected: 'a list, whose elements go into this one',
    mend: `write ${spread} for the value itself`,
  });
}

function substituteText(text: string, references: References, place: () => InputPlace): unknown {
  if (!text.includes('${')) return text;
  const whole = /^\$\{([a-z_][a-z0-9_]*)\.([A-Za-z0-9_]+)(\?)?\}$/.exec(text);
  if (whole !== null) return resolve(whole, references, place);
  const replaced = text.replace(reference, (...match) =>
    String(resolve(match as readonly string[], references, place)),
  );
  if (replaced.includes('${'))
    throw new InputError('reference', `'${text}' is not a reference`, {
      place: place(),
      expected: '${axis.attribute}, ${axis.attribute?} or ${catalogue.attribute}',
    });
  return replaced;
}

function resolve(match: readonly (string | undefined)[], references: References, place: () => InputPlace): unknown {
  const [text, scope = '', name = '', optional] = match;
  const attributes = references[scope];
  if (attributes === undefined)
    throw new InputError('reference', `${text}: there is no '${scope}' here`, {
      place: place(),
      expected: `one of ${Object.keys(references).join(', ')}`,
    });
  const value = attributes[name];
  if (value !== undefined) return value;
  if (optional === '?') return null;
  throw new InputError('reference', `${text}: ${scope} has no attribute '${name}'`, {
    place: place(),
    expected: `one of ${Object.keys(attributes).join(', ')}`,
    mend: `write \${${scope}.${name}?} if it may be absent`,
  });
}

/** An axis value's id: `${model}_${scenario}` filled from its own attributes. */
export function formatId(template: string, attributes: Attributes, place: () => InputPlace): string {
  return template.replace(/\$\{([A-Za-z0-9_]+)\}/g, (text, name: string) => {
    const value = attributes[name];
    if (value === undefined || value === null)
      throw new InputError('reference', `${text} has no value in this axis`, {
        place: place(),
        expected: `one of ${Object.keys(attributes).join(', ')}`,
      });
    return String(value);
  });
}

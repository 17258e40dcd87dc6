import { z } from 'zod';
import { InputError } from '../schemas/index.ts';
import { parseAt, type YamlDocument } from './document.ts';
import { near } from './near.ts';
import { elements, substitute } from './substitute.ts';

const profilesSchema = z.record(z.string().regex(/^[a-z][a-z0-9_-]*$/), z.record(z.string(), z.unknown()));

/** A campaign's YAML with the values of one profile in it, and that profile's name. */
export interface Profiled {
  readonly value: unknown;
  readonly profile?: string;
}

/**
 * Puts a profile's values in place of `${profile.name}` everywhere in a campaign: in axes and studies as well as in parameters. Every
 * profile gives a value to every name, so that what one runs with the other does too.
 * @param wanted default: the first one written
 * @throws InputError `profile` for a profile that the campaign has not, and where one lacks a value that another gives
 */
export function applyProfile(document: YamlDocument, wanted?: string): Profiled {
  const { value } = document;
  const given = typeof value === 'object' && value !== null && 'profiles' in value ? value.profiles : undefined;
  if (given === undefined) {
    if (wanted === undefined) return { value };
    throw new InputError('profile', `there is no profile '${wanted}': the campaign has no profiles`, {
      place: document.place([]),
      mend: 'leave --profile out',
    });
  }
  const profiles = parseAt(document, ['profiles'], profilesSchema, given);
  const names = Object.keys(profiles);
  const profile = wanted ?? names[0];
  const values = profiles[profile ?? ''];
  if (profile === undefined || values === undefined)
    throw new InputError('profile', `there is no profile '${profile ?? ''}'${near(profile ?? '', names)}`, {
      place: document.place(['profiles']),
      expected: `one of ${names.join(', ')}`,
    });
  requireSameNames(document, profiles);
  const references = { profile: values };
  const rest = Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== 'profiles'));
  return { value: replaceIn(rest, references, document, []), profile };
}

const anyReference = /\$\{profile\.[^}]*\}/g;
const listReference = /^\.\.\.\$\{profile\.[^}]*\}$/;
const wholeReference = /^\$\{profile\.[^}]*\}$/;

/** Only references to the profile: those to samples and axes are for later. */
function replaceIn(
  value: unknown,
  references: { readonly profile: Readonly<Record<string, unknown>> },
  document: YamlDocument,
  path: readonly PropertyKey[],
): unknown {
  if (typeof value === 'string') {
    const replaced = (text: string): unknown => substitute(text, references, () => document.place(path));
    return wholeReference.test(value) ? replaced(value) : value.replace(anyReference, (text) => String(replaced(text)));
  }
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      typeof item === 'string' && listReference.test(item)
        ? elements(item, references, () => document.place([...path, index]))
        : [replaceIn(item, references, document, [...path, index])],
    );
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, replaceIn(member, references, document, [...path, name])]),
  );
}

function requireSameNames(
  document: YamlDocument,
  profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): void {
  const all = [...new Set(Object.values(profiles).flatMap((values) => Object.keys(values)))];
  for (const [profile, values] of Object.entries(profiles)) {
    const missing = all.filter((name) => !(name in values));
    if (missing.length === 0) continue;
    throw new InputError('profile', `profile '${profile}' gives no value to ${missing.join(', ')}`, {
      place: document.place(['profiles', profile]),
      expected: 'a value of its own for every name that another profile has',
    });
  }
}

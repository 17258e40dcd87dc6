import { z } from 'zod';
import { InputError } from '../../../schemas/index.ts';
import { canonicalJsonText } from './canonical-text.ts';
import { applyPatch, patchSchema } from './patch.ts';
import { parseBy, parseWorkspace } from './parse.ts';
import type { Workspace } from './workspace.ts';

const patchName = z.string().regex(/^[a-zA-Z0-9_]+$/, 'letters, digits and _ only');

/** A set of patches of one background workspace, one for each signal (pyhf schema 1.0.0, as HEPData publishes). */
export const patchSetSchema = z.strictObject({
  version: z.literal('1.0.0'),
  metadata: z.looseObject({
    references: z.record(z.string(), z.string()),
    /** Digests of the workspace that the patches are for. */
    digests: z.strictObject({
      md5: z
        .string()
        .regex(/^[a-f0-9]{32}$/)
        .optional(),
      sha256: z
        .string()
        .regex(/^[a-fA-F0-9]{64}$/)
        .optional(),
    }),
    labels: z.array(patchName).min(1),
    description: z.string(),
  }),
  patches: z
    .array(
      z.strictObject({
        metadata: z.looseObject({ name: patchName, values: z.array(z.union([z.number(), z.string()])) }),
        patch: patchSchema,
      }),
    )
    .min(1),
});
export type PatchSet = z.infer<typeof patchSetSchema>;
export type NamedPatch = PatchSet['patches'][number];

/** @throws InputError for what is no patch set: names or values that occur twice, values that do not go with the labels */
export function parsePatchSet(value: unknown, file?: string): PatchSet {
  const patchSet = parseBy(patchSetSchema, value, 'patchset', file);
  const place = file === undefined ? {} : { place: { file } };
  const { labels } = patchSet.metadata;
  const seen = new Set<string>();
  for (const { metadata } of patchSet.patches) {
    if (metadata.values.length !== labels.length)
      throw new InputError('patchset', `patch '${metadata.name}' has ${metadata.values.length} values`, {
        ...place,
        expected: `one for each label: ${labels.join(', ')}`,
      });
    for (const key of [metadata.name, JSON.stringify(metadata.values)]) {
      if (seen.has(key)) throw new InputError('patchset', `two patches have the name or values ${key}`, place);
      seen.add(key);
    }
  }
  return patchSet;
}

/** The patch of a name. */
export function selectPatch(patchSet: PatchSet, name: string): NamedPatch {
  const found = patchSet.patches.find(({ metadata }) => metadata.name === name);
  if (found !== undefined) return found;
  const names = patchSet.patches.map(({ metadata }) => metadata.name);
  const shown = names.length > 12 ? `${names.slice(0, 12).join(', ')} ... (${names.length})` : names.join(', ');
  throw new InputError('patchset', `the patch set has no patch '${name}'`, { expected: `one of ${shown}` });
}

/** Digest of a text in hexadecimal. */
export type Hash = (algorithm: 'md5' | 'sha256', text: string) => string;

/**
 * Checks that a workspace is the one that the patch set was made for.
 * @param workspaceText the workspace as it stands in its file
 * @throws InputError where a digest differs
 */
export function verifyDigests({ metadata: { digests } }: PatchSet, workspaceText: string, hash: Hash): void {
  const text = canonicalJsonText(workspaceText);
  for (const algorithm of ['sha256', 'md5'] as const) {
    const expected = digests[algorithm];
    if (expected === undefined) continue;
    const found = hash(algorithm, text);
    if (found !== expected.toLowerCase())
      throw new InputError(
        'patchset-digest',
        `the patch set was made for another workspace: its ${algorithm} is ${found}`,
        {
          expected,
          mend: 'use the background workspace that was published with the patch set, unchanged',
        },
      );
  }
}

/** A workspace with a patch applied, checked. What the patch adds may be what makes it one: a signal with the parameter of interest. */
export function patchWorkspace(workspace: unknown, { metadata, patch }: NamedPatch): Workspace {
  return parseWorkspace(applyPatch(workspace, patch), `patch ${metadata.name}`);
}

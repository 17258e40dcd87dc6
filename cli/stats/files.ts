import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InputError } from '../../schemas/index.ts';
import {
  applyPatch,
  buildModel,
  parseBy,
  parsePatchSet,
  parseWorkspace,
  patchSchema,
  patchWorkspace,
  selectPatch,
  verifyDigests,
  type Model,
  type ModelData,
  type Workspace,
} from '../../science/statistics/index.ts';
import { UsageError } from '../errors.ts';

/** Options of all verbs that read a workspace. */
export interface WorkspaceOptions {
  readonly patch?: string;
  readonly patchName?: string;
  readonly measurement?: string;
  readonly normsys?: string;
  readonly histosys?: string;
  readonly json?: boolean;
}

/** The model of a workspace file with its data, with a signal of a patch file if one is asked for. */
export async function readModel(
  path: string,
  options: WorkspaceOptions,
): Promise<{ readonly model: Model; readonly data: ModelData }> {
  const workspace = await readWorkspace(path, options);
  const model = within(path, () =>
    buildModel(workspace, {
      ...(options.measurement === undefined ? {} : { measurement: options.measurement }),
      interpolation: {
        normsys: choice('--normsys', options.normsys ?? 'code4', ['code1', 'code4']),
        histosys: choice('--histosys', options.histosys ?? 'code4p', ['code0', 'code2', 'code4p']),
      },
    }),
  );
  if (model.observed === null)
    throw new InputError('workspace-observation', 'not every channel has an observation', { place: { file: path } });
  return { model, data: model.observed };
}

async function readWorkspace(path: string, { patch, patchName }: WorkspaceOptions): Promise<Workspace> {
  const text = await readText(path);
  const document = parseJson(text, path);
  if (patch === undefined) {
    if (patchName !== undefined) throw new UsageError('--patch-name needs --patch, the file of the patch set');
    return parseWorkspace(document, path);
  }
  const patches = parseJson(await readText(patch), patch);
  if (Array.isArray(patches))
    return within(patch, () => parseWorkspace(applyPatch(document, parseBy(patchSchema, patches, 'patch', patch))));
  const patchSet = parsePatchSet(patches, patch);
  if (patchName === undefined)
    throw new UsageError(
      `--patch-name is missing; ${patch} has ${patchSet.patches.map(({ metadata }) => metadata.name).join(', ')}`,
    );
  return within(patch, () => {
    const selected = selectPatch(patchSet, patchName);
    verifyDigests(patchSet, text, (algorithm, canonical) => createHash(algorithm).update(canonical).digest('hex'));
    return patchWorkspace(document, selected);
  });
}

/** Names the file in what goes wrong. */
function within<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError) || error.detail.place?.file !== undefined) throw error;
    throw new InputError(error.code, `${file}: ${error.message}`);
  }
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError('json', `not JSON: ${reason}`, {
      place: { file },
      expected: 'JSON; NaN and Infinity are no numbers there',
    });
  }
}

/** One of the words that an option takes. */
export function choice<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`${option} ${value}: expected ${words.join(', ')}`);
  return found;
}

/** The number that an option was given. */
export function number(option: string, text: string, fits: (value: number) => boolean, expected: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !fits(value))
    throw new UsageError(`${option} ${text}: expected ${expected}`);
  return value;
}

/** Any number that is one. */
export const finite = (): boolean => true;

/** The whole number that an option was given. */
export const whole = (option: string, text: string, least: number): number =>
  number(option, text, (value) => Number.isSafeInteger(value) && value >= least, `a whole number from ${least}`);

import type { TDirectory, TFile } from 'jsroot/io';
import { InputError, type InputPlace } from '../../../schemas/index.ts';

/** The error for a name that holds no tree: lists what the file does hold, directories one level deep. */
export async function noSuchTree(file: TFile, place: InputPlace, name: string, reason: string): Promise<InputError> {
  const held = await listObjects(file);
  return new InputError('missing-tree', `tree '${name}': ${reason}; the file holds ${held.join(', ') || 'nothing'}`, {
    place,
    expected: `a TTree called '${name}'`,
    mend: 'name one of these in the `tree` parameter, or correct the program that writes the file',
  });
}

/** Names of the objects of some classes, `directory/name` for those one level deep. */
export async function namesOfClass(file: TFile, classes: readonly string[]): Promise<readonly string[]> {
  const inside = await Promise.all(
    file.fKeys
      .filter(({ fClassName }) => fClassName.startsWith('TDirectory'))
      .map(async ({ fName }) => {
        const directory = await file.readDirectory(fName).catch((): TDirectory => ({ fKeys: [] }));
        return directory.fKeys.map((key) => ({ ...key, fName: `${fName}/${key.fName}` }));
      }),
  );
  const found = [...file.fKeys, ...inside.flat()].filter(({ fClassName }) => classes.includes(fClassName));
  return [...new Set(found.map(({ fName }) => fName))];
}

async function listObjects(file: TFile): Promise<string[]> {
  const entries = describe(file, '');
  const inside = await Promise.all(
    file.fKeys
      .filter(({ fClassName }) => fClassName.startsWith('TDirectory'))
      .map(async ({ fName }) =>
        describe(await file.readDirectory(fName).catch((): TDirectory => ({ fKeys: [] })), `${fName}/`),
      ),
  );
  return [...entries, ...inside.flat()];
}

const describe = (directory: TDirectory, prefix: string): string[] => [
  ...new Set(
    directory.fKeys
      .filter(({ fName }) => fName !== 'StreamerInfo')
      .map(({ fName, fClassName }) => `'${prefix}${fName}' (${fClassName})`),
  ),
];

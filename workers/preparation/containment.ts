import { delimiter, relative, resolve, isAbsolute } from 'node:path';
import { InputError, type InputPlace } from '../../schemas/index.ts';

/** Folders that campaigns may refer to besides their own: UMBRA_ROOTS, separated like PATH. Declared by whoever runs the command or worker. */
export function declaredRoots(environment: NodeJS.ProcessEnv): readonly string[] {
  return (environment.UMBRA_ROOTS ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder));
}

/**
 * Whether `path` is one of the folders or inside one. Told by the path alone: a symbolic link counts as being where it lies, since
 * whoever may write into the folder decides what is in it.
 */
export function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = relative(resolve(folder), resolve(path));
    return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way));
  });
}

/** @throws InputError `outside` for a path that leaves the folders that a campaign may use */
export function requireInside(path: string, folders: readonly string[], what: string, place: InputPlace): void {
  if (isInside(path, folders)) return;
  throw new InputError('outside', `${what} ${path} is outside of the folders that this campaign may use`, {
    place,
    expected: `a path inside ${[...new Set(folders)].join(', ')}`,
    mend: 'move it there, or declare its folder: --data FOLDER for samples, UMBRA_ROOTS=FOLDER for anything',
  });
}

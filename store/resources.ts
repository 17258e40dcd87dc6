import { ResourceError } from '../schemas/index.ts';

interface Shortage {
  readonly what: string;
  readonly mend: string;
}

const room = 'free space there (umbra gc removes what no kept run needs)';
const rights = 'give the user that runs Umbra the right to write there';

const shortages: Readonly<Record<string, Shortage>> = {
  ENOSPC: { what: 'the disk is full', mend: room },
  EDQUOT: { what: 'the disk quota is used up', mend: room },
  EFBIG: { what: 'the file would be larger than this process may write', mend: 'raise the limit: ulimit -f' },
  EROFS: { what: 'the file system is read-only', mend: 'mount it for writing, or name another folder with --state' },
  EACCES: { what: 'the folder may not be written to', mend: rights },
  EPERM: { what: 'the folder may not be written to', mend: rights },
  EIO: { what: 'the disk reports an input/output error', mend: 'look at the disk: it may be failing' },
  EMFILE: { what: 'too many files are open', mend: 'raise the limit: ulimit -n' },
  ENFILE: { what: 'too many files are open on this machine', mend: 'end other programs, or raise the limit' },
};

/** What libraries say that give a text instead of an error code (DuckDB does). */
const texts: readonly (readonly [RegExp, string])[] = [
  [/no space left on device/i, 'ENOSPC'],
  [/disk quota exceeded/i, 'EDQUOT'],
  [/file too large/i, 'EFBIG'],
  [/read-only file system/i, 'EROFS'],
  [/permission denied/i, 'EACCES'],
  [/operation not permitted/i, 'EPERM'],
  [/input\/output error/i, 'EIO'],
  [/too many open files/i, 'EMFILE'],
];

/**
 * Turns "no space left" and the like into a `ResourceError` that says which place and what to do; other errors pass.
 * @param place the file or folder that is written
 */
export async function explainResources<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    const shortage = shortages[code];
    if (shortage === undefined || error instanceof ResourceError) throw error;
    throw new ResourceError(
      code,
      `${place}: ${shortage.what}. To mend it: ${shortage.mend}; a campaign that runs tries again by itself.`,
    );
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  return texts.find(([text]) => text.test(error.message))?.[1] ?? '';
}

import { InputError } from '../../../schemas/index.ts';
import { truncated, type ByteSource } from './source.ts';

/** Files from this version on have 64-bit positions in their header. */
const firstLargeVersion = 1_000_000;

/**
 * Checks the header of a ROOT file: the magic bytes `root`, and that the file is as long as its header says.
 * Layout: fVersion, fBEGIN (uint32); fEND, fSeekFree (uint32, or uint64 in large files); fNbytesFree, nfree,
 * fNbytesName (uint32); fUnits (uint8); fCompress (int32); fSeekInfo; fNbytesInfo
 * (ROOT reference guide, class TFile). Throws InputError `not-root-file`, `truncated-file` or `unfinished-file`.
 */
export async function checkFileHeader(source: ByteSource): Promise<void> {
  const header = await source.read(0, Math.min(source.size, 64));
  if (header.toString('latin1', 0, 4) !== 'root')
    throw new InputError('not-root-file', `it is not a ROOT file: it starts with ${firstBytes(header)}`, {
      place: source.place,
      expected: "the bytes 'root' at its start",
      mend: 'see what was saved under this name (often a web page with an error message) and fetch the file again',
    });
  if (header.length < 64) throw truncated(source.place, `a ROOT file of only ${header.length} bytes`);
  const large = header.readUInt32BE(4) >= firstLargeVersion;
  const end = large ? Number(header.readBigUInt64BE(12)) : header.readUInt32BE(12);
  if (end > source.size)
    throw truncated(
      source.place,
      `it ends after ${source.size} of the ${end} bytes that its header promises (${percent(source.size, end)})`,
    );
  const infoPosition = large ? Number(header.readBigUInt64BE(45)) : header.readUInt32BE(37);
  if (infoPosition === 0)
    throw new InputError('unfinished-file', 'it was never closed by the program that wrote it', {
      place: source.place,
      expected: 'a ROOT file with an index of its objects',
      mend: 'run the job that made it again, or recover the file with ROOT (TFile::Recover)',
    });
}

const percent = (part: number, whole: number): string => `${Math.floor((100 * part) / whole)} %`;

function firstBytes(header: Buffer): string {
  const text = header.toString('latin1', 0, 12);
  return /^[\x20-\x7e\s]+$/.test(text) ? JSON.stringify(text) : `bytes ${header.toString('hex', 0, 8)}`;
}

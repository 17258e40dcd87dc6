import { InputError } from '../../../schemas/index.ts';
import type { EmbeddedBasket, RootBranch } from './branch.ts';
import { decompressBlocks } from './decompress.ts';
import type { ByteSource } from './source.ts';

/** Decompressed values of consecutive entries of one branch, big-endian, without the offsets that may follow them. */
export interface Basket {
  readonly entries: number;
  /** Fresh memory that belongs to the caller. */
  readonly content: Buffer;
}

/** Keys from this version on have 64-bit positions. */
const firstLargeKeyVersion = 1001;

/** Reads all baskets of a branch in order. Throws InputError `corrupt-basket` or `truncated-file`. */
export async function readBaskets(source: ByteSource, branch: RootBranch): Promise<Basket[]> {
  if (branch.fFileName !== '')
    throw new InputError('other-file', `its baskets are in another file, ${branch.fFileName}`, {
      place: { ...source.place, branch: branch.fName },
      expected: 'all branches in one file',
      mend: 'merge the files with hadd',
    });
  const onDisk = Array.from({ length: branch.fWriteBasket }, (_, index) => index);
  const written = await Promise.all(
    onDisk.map((index) => {
      const embedded = branch.fBaskets.arr[index];
      return embedded ? Promise.resolve(embeddedBasket(embedded)) : readBasket(source, branch, index);
    }),
  );
  const last = branch.fBaskets.arr[branch.fWriteBasket];
  return last && last.fNevBuf > 0 ? [...written, embeddedBasket(last)] : written;
}

/**
 * One basket: a key (total length int32, version int16, uncompressed length int32, date, key length int16 at byte 14,
 * cycle, own position, class name ...) that ends with fNevBuf (entries, int32), fLast (end of the values, counted with
 * the key, int32) and a flag (int8); then the compressed content. Source: ROOT, "TFile / TKey / TBasket format".
 */
async function readBasket(source: ByteSource, branch: RootBranch, index: number): Promise<Basket> {
  const position = Number(branch.fBasketSeek[index]);
  const length = branch.fBasketBytes[index] ?? 0;
  const corrupt = (reason: string): InputError => corruptBasket(source, branch, index, reason);
  const bytes = await source.read(position, length);
  if (length < 64) throw corrupt(`it has only ${length} bytes`);
  const large = bytes.readInt16BE(4) >= firstLargeKeyVersion;
  const ownPosition = large ? Number(bytes.readBigInt64BE(18)) : bytes.readInt32BE(18);
  const className = large ? 34 : 26;
  if (
    bytes.readInt32BE(0) !== length ||
    ownPosition !== position ||
    bytes.toString('latin1', className, className + 8) !== '\x07TBasket'
  )
    throw corrupt('its key is damaged');
  const keyLength = bytes.readInt16BE(14);
  const contentLength = bytes.readInt32BE(6);
  if (keyLength < 64 || keyLength > length || contentLength < 0) throw corrupt('its key is damaged');
  const entries = bytes.readInt32BE(keyLength - 9);
  const valuesLength = bytes.readInt32BE(keyLength - 5) - keyLength;
  if (entries < 0 || valuesLength < 0 || valuesLength > contentLength) throw corrupt('its key is damaged');
  const expected = (branch.fBasketEntry[index + 1] ?? 0) - (branch.fBasketEntry[index] ?? 0);
  if (index + 1 < branch.fWriteBasket && entries !== expected)
    throw corrupt(`it holds ${entries} entries instead of ${expected}`);

  const stored = bytes.subarray(keyLength);
  if (stored.length === contentLength) return { entries, content: Buffer.from(stored.subarray(0, valuesLength)) };
  const content = await decompressBlocks(stored, contentLength).catch((error: unknown) => {
    throw corrupt(`it cannot be decompressed (${error instanceof Error ? error.message : String(error)})`);
  });
  return { entries, content: content.subarray(0, valuesLength) };
}

function embeddedBasket(basket: EmbeddedBasket): Basket {
  const length = basket.fLast - basket.fKeylen;
  const view = basket.fBufferRef?.arr;
  const content =
    view === undefined ? Buffer.alloc(0) : Buffer.from(new Uint8Array(view.buffer, view.byteOffset, length));
  return { entries: basket.fNevBuf, content };
}

function corruptBasket(source: ByteSource, branch: RootBranch, index: number, reason: string): InputError {
  const first = branch.fBasketEntry[index] ?? 0;
  return new InputError('corrupt-basket', `basket ${index + 1} of ${branch.fWriteBasket} is damaged: ${reason}`, {
    place: { ...source.place, branch: branch.fName, row: first },
    expected: 'the bytes that the writing program stored',
    mend: 'copy the file again from its source; if it is damaged there too, produce it again',
  });
}

/** @import { FileHandle } from 'node:fs/promises' */

/**
 * A file in a zip archive, as the central directory tells.
 * @typedef {object} ZipEntry
 * @property {string} name path in the archive
 * @property {number} method 0 stored, 8 deflated
 * @property {number} crc CRC-32 of the unpacked bytes
 * @property {number} packed bytes in the archive
 * @property {number} size bytes unpacked
 * @property {number} offset of the local header
 */

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
/** A field of 32 bits that says: the number is in the zip64 extension. */
const IN_ZIP64 = 0xffffffff;

/**
 * Reads the central directory. Format: PKWARE APPNOTE 6.3.10, sections 4.3.12-4.3.16 with zip64; encryption and multiple
 * disks are not read.
 *
 * @param {FileHandle} handle
 * @param {string} file its name, for messages
 * @returns {Promise<ZipEntry[]>}
 * @throws {Error} where it is not a complete zip archive
 */
export async function readDirectory(handle, file) {
  const { size } = await handle.stat();
  const tailStart = Math.max(0, size - END_SIZE - MAX_COMMENT);
  const tail = await readAt(handle, tailStart, size - tailStart, file);
  let end = tail.length - END_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0) throw damaged(file);
  let length = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  if (offset === IN_ZIP64 && end >= 20 && tail.readUInt32LE(end - 20) === END64_LOCATOR) {
    const end64 = await readAt(handle, Number(tail.readBigUInt64LE(end - 12)), 56, file);
    if (end64.readUInt32LE(0) !== END64) throw damaged(file);
    length = Number(end64.readBigUInt64LE(40));
    offset = Number(end64.readBigUInt64LE(48));
  }
  return parseDirectory(await readAt(handle, offset, length, file), file);
}

/**
 * @param {Buffer} directory
 * @param {string} file
 */
function parseDirectory(directory, file) {
  /** @type {ZipEntry[]} */
  const entries = [];
  for (let at = 0; at < directory.length;) {
    if (directory.length - at < 46 || directory.readUInt32LE(at) !== CENTRAL) throw damaged(file);
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const [size, packed, offset] = widened(
      [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)],
      directory.subarray(nameEnd, extraEnd),
    );
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed,
      size,
      offset,
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Takes numbers that do not fit 32 bits from the zip64 extension (tag 1), which holds only those, in this order.
 * @param {[number, number, number]} numbers
 * @param {Buffer} extra
 * @returns {[number, number, number]}
 */
function widened(numbers, extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const wide = numbers.map((number) => {
      if (number !== IN_ZIP64) return number;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
    return /** @type {[number, number, number]} */ (wide);
  }
  return numbers;
}

/**
 * @param {FileHandle} handle
 * @param {number} position
 * @param {number} length
 * @param {string} file
 */
export async function readAt(handle, position, length, file) {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw damaged(file);
  return buffer;
}

/** @param {string} what */
export const damaged = (what) => new Error(`${what} is damaged or cut short`);

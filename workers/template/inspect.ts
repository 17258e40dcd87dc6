import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { openSource, openTree, treeNames } from '../../activities/ingest/root/index.ts';
import { InputError } from '../../schemas/index.ts';
import { tableShape } from '../../store/index.ts';

/** A column with one value an event. */
export interface FlatColumn {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'text';
}

/** What a file of events holds. */
export interface InspectedFile {
  readonly path: string;
  readonly format: 'root' | 'parquet' | 'csv' | 'events-csv';
  /** Of a ROOT file. */
  readonly tree?: string;
  /** Of a CSV file. */
  readonly separator?: string;
  /** Events, where that is known without reading all. */
  readonly rows?: number;
  readonly columns: readonly FlatColumn[];
  /** Objects of which an event has any number: fields of `jet_pt`, `jet_eta` ... */
  readonly objects: Readonly<Record<string, readonly string[]>>;
  /** Distinct values of small whole-number columns in the first lines of a CSV file: candidates for a label. */
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** Looks into a file without reading all of it. @throws InputError `missing-file`, `unknown-format` and those of the readers */
export async function inspectFile(path: string): Promise<InspectedFile> {
  const handle = await open(path).catch(() => {
    throw new InputError('missing-file', 'there is no such file, or it cannot be read', { place: { file: path } });
  });
  const magic = Buffer.alloc(4);
  await handle.read(magic, 0, 4, 0);
  await handle.close();
  if (magic.toString('latin1') === 'root') return inspectRoot(path);
  if (magic.toString('latin1') === 'PAR1') return inspectParquet(path);
  return inspectText(path, magic[0] === 0x1f && magic[1] === 0x8b);
}

async function inspectRoot(path: string): Promise<InspectedFile> {
  const source = await openSource(path);
  try {
    const names = await treeNames(source);
    const trees = await Promise.all(names.map((name) => openTree(source, name)));
    const tree = trees.toSorted((a, b) => b.entries - a.entries)[0];
    if (tree === undefined) throw noFormat(path, 'a ROOT file without a TTree');
    const branches = [...tree.branches.values()];
    const objects: Record<string, string[]> = {};
    for (const { name, shape } of branches) {
      const found = /^([A-Za-z][A-Za-z0-9]*)_([A-Za-z0-9_]+)$/.exec(name);
      if (shape !== 'jagged' || found === null) continue;
      const [, object = '', field = ''] = found;
      (objects[object] ??= []).push(field);
    }
    return {
      path,
      format: 'root',
      tree: tree.name,
      rows: tree.entries,
      columns: branches
        .filter(({ shape }) => shape === 'flat')
        .map(({ name, declaration }) => ({ name, type: /float|double/i.test(declaration) ? 'number' : 'integer' })),
      objects,
      values: {},
    };
  } finally {
    await source.close();
  }
}

async function inspectParquet(path: string): Promise<InspectedFile> {
  const { rows, columns } = await tableShape(path);
  const found = [...columns].map(([name, type]): FlatColumn => ({
    name,
    type: type === 'string' ? 'text' : type.startsWith('float') ? 'number' : 'integer',
  }));
  return { path, format: 'parquet', rows, columns: found, objects: {}, values: {} };
}

const looked = 2000;

async function inspectText(path: string, compressed: boolean): Promise<InspectedFile> {
  const lines = await firstLines(path, compressed);
  const [first = ''] = lines;
  if (/^\s*\d+\s*;[^;,]*;[^;,]*;[^;,]*;[^;,]*;/.test(first))
    return { path, format: 'events-csv', columns: [], objects: {}, values: {} };
  const separator = [',', ';', '\t'].find((one) => first.includes(one));
  if (separator === undefined) throw noFormat(path, 'text without separators');
  const names = cells(first.replace(/^\uFEFF?#?\s*/, ''), separator);
  if (names.every((name) => Number.isFinite(Number(name))))
    throw noFormat(path, 'a CSV file whose first line holds no names');
  const rows = lines.slice(1).map((line) => cells(line, separator));
  const values: Record<string, number[]> = {};
  const columns = names.map((name, index): FlatColumn => {
    const texts = rows.map((row) => row[index] ?? '');
    const numbers = texts.map(Number);
    if (texts.some((text, row) => text === '' || !Number.isFinite(numbers[row]))) {
      const numeric = texts.every(
        (text) => text === '' || /^[+-]?(nan|inf)/i.test(text) || Number.isFinite(Number(text)),
      );
      return { name, type: numeric ? 'number' : 'text' };
    }
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length <= 12 && distinct.every(Number.isInteger)) values[name] = distinct;
    return { name, type: texts.every((text) => /^[+-]?\d+$/.test(text)) ? 'integer' : 'number' };
  });
  return { path, format: 'csv', separator, columns, objects: {}, values };
}

const cells = (line: string, separator: string): string[] =>
  line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

async function firstLines(path: string, compressed: boolean): Promise<string[]> {
  const file = createReadStream(path);
  const input = compressed ? file.pipe(createGunzip()) : file;
  const lines: string[] = [];
  for await (const line of createInterface({ input })) {
    if (line.trim() !== '') lines.push(line);
    if (lines.length > looked) break;
  }
  file.destroy();
  return lines;
}

const noFormat = (path: string, what: string): InputError =>
  new InputError('unknown-format', `this is ${what}`, {
    place: { file: path },
    expected:
      'a ROOT file with a TTree, a Parquet table, a CSV table with names in its first line, or DarkMachines events',
  });

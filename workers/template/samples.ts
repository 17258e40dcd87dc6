import { basename } from 'node:path';
import { InputError } from '../../schemas/index.ts';
import type { InspectedFile } from './inspect.ts';

/** A file as an entry of the catalogue. */
export interface TemplateSample {
  readonly file: string;
  readonly name: string;
  readonly dsid: number;
  readonly kind: 'signal' | 'background' | 'data';
  readonly rows?: number;
}

/** What the files have in common: one campaign reads all of them alike. */
export interface TemplateData {
  readonly format: InspectedFile['format'];
  readonly tree?: string;
  readonly separator?: string;
  /** Columns of all files. */
  readonly columns: InspectedFile['columns'];
  readonly objects: InspectedFile['objects'];
  readonly samples: readonly TemplateSample[];
  /** A column that tells signal (1) from background (0) within each file. */
  readonly label: string | undefined;
  readonly weight: string | undefined;
  readonly event: string | undefined;
}

const signalNames = /(^|[^a-z])(sig|signal|s|zprime|wprime|dm|susy|stop|higgs|vlq|lq|bsm|res|x)([^a-z]|$)/i;
const dataNames = /(^|[^a-z])(data|observed)([^a-z]|$)/i;
/** What the campaign makes itself. */
const made = ['dsid', 'channel'];
const labelNames = ['label', 'target', 'class', 'is_signal', 'issignal', 'signal', 'y', 'truth'];
const weightNames = ['weight', 'mc_weight', 'gen_weight', 'genweight', 'event_weight', 'eventweight', 'w', 'mcweight'];
const eventNames = ['event', 'event_number', 'eventnumber', 'evt', 'event_id', 'eventid', 'id'];

/**
 * Puts the files together. What a file's name says (signal, data) is a guess that a person corrects in the catalogue.
 * @throws InputError `mixed-formats`, `no-common-columns`, `duplicate`
 */
export function combine(files: readonly InspectedFile[]): TemplateData {
  const [first] = files;
  if (first === undefined) throw new InputError('no-files', 'no files were named', { expected: '--from FILE ...' });
  const other = files.find((file) => file.format !== first.format || file.tree !== first.tree);
  if (other !== undefined)
    throw new InputError(
      'mixed-formats',
      `${describe(other)}, but ${first.path} is ${describe(first).split(' is ')[1] ?? ''}`,
      {
        place: { file: other.path },
        mend: 'make a campaign of each kind of file, and put their tasks into one afterwards',
      },
    );
  const columns = first.columns.filter(
    ({ name }) => !made.includes(name) && files.every((file) => file.columns.some((one) => one.name === name)),
  );
  const objects = Object.fromEntries(
    Object.entries(first.objects)
      .map(
        ([object, fields]) =>
          [object, fields.filter((field) => files.every((file) => file.objects[object]?.includes(field)))] as const,
      )
      .filter(([, fields]) => fields.length > 0),
  );
  if (columns.length === 0 && Object.keys(objects).length === 0 && first.format !== 'events-csv')
    throw new InputError('no-common-columns', 'the files have no columns in common', {
      expected: `columns such as ${first.columns.map(({ name }) => name).join(', ')} in all of them`,
    });
  const named = (names: readonly string[]): string | undefined =>
    names
      .map((name) => columns.find((column) => column.name.toLowerCase() === name)?.name)
      .find((name) => name !== undefined);
  const label = named(labelNames);
  const isLabel =
    label !== undefined && files.every(({ values, format }) => format !== 'csv' || isBinary(values[label]));
  const event = columns.find(({ name, type }) => type === 'integer' && eventNames.includes(name.toLowerCase()))?.name;
  return {
    format: first.format,
    ...(first.tree === undefined ? {} : { tree: first.tree }),
    ...(first.separator === undefined ? {} : { separator: first.separator }),
    columns,
    objects,
    samples: guessKinds(files, isLabel),
    label: isLabel ? label : undefined,
    weight: named(weightNames),
    event,
  };
}

const isBinary = (values: readonly number[] | undefined): boolean =>
  values !== undefined && values.length > 0 && values.every((value) => value === 0 || value === 1);

const describe = ({ path, format, tree }: InspectedFile): string =>
  `${path} is ${format === 'root' ? `a ROOT file with the tree '${tree ?? ''}'` : `of the format ${format}`}`;

function guessKinds(files: readonly InspectedFile[], labelled: boolean): readonly TemplateSample[] {
  const guessed = files.map(({ path, rows }, index): TemplateSample => {
    const file = basename(path);
    const name = file.replace(/\.(root|parquet|csv)(\.gz)?$/i, '').replaceAll(/[^A-Za-z0-9_]+/g, '_');
    const kind = dataNames.test(name) ? 'data' : !labelled && signalNames.test(name) ? 'signal' : 'background';
    return { file, name, dsid: 1 + index, kind, ...(rows === undefined ? {} : { rows }) };
  });
  const twice = guessed.find(({ file }, index) => guessed.findIndex((one) => one.file === file) < index);
  if (twice !== undefined)
    throw new InputError('duplicate', `two files are called '${twice.file}'`, { mend: 'rename one of them' });
  return guessed;
}

import { InputError, type InputPlace } from '../../schemas/index.ts';
import { cellText, findCells } from '../delimited/cells.ts';
import { growingNumbers } from '../delimited/growing.ts';
import { readLines, type Line } from '../delimited/lines.ts';
import { parseNumber } from '../delimited/numbers.ts';
import { OBJECT_TYPES, typeIndex } from './object-types.ts';

/** Everything that the lines say; energies in the unit of the file. */
export interface ParsedEvents {
  readonly events: number;
  readonly event: Float64Array;
  readonly process: readonly string[];
  readonly weight: Float64Array;
  readonly met: Float64Array;
  readonly metPhi: Float64Array;
  /** `[events + 1]`: where the objects of each event begin. */
  readonly offsets: Int32Array;
  /** `[objects]`, indices in `OBJECT_TYPES`. */
  readonly type: Uint8Array;
  readonly e: Float64Array;
  readonly pt: Float64Array;
  readonly eta: Float64Array;
  readonly phi: Float64Array;
}

const SEMICOLON = 59;
const COMMA = 44;
const eventCells = ['event ID', 'process ID', 'event weight', 'MET', 'METphi'] as const;
const objectCells = ['type', 'E', 'pt', 'eta', 'phi'] as const;
/** More objects than this in one event are a damaged line. */
const mostObjects = 1000;

const numbers = () => growingNumbers((length) => new Float64Array(length));

/**
 * Reads `event ID; process ID; event weight; MET; METphi; type,E,pt,eta,phi; ...`, one event a line, with or without a last `;`.
 * @throws InputError `event-line`, `object`, `object-type`, `not-a-number`, with line and column
 */
export async function parseEvents(path: string, place: InputPlace, signal: AbortSignal): Promise<ParsedEvents> {
  const scalars = { event: numbers(), weight: numbers(), met: numbers(), metPhi: numbers() };
  const process: string[] = [];
  const objects = { e: numbers(), pt: numbers(), eta: numbers(), phi: numbers() };
  const type = growingNumbers((length) => new Uint8Array(length));
  const offsets = growingNumbers((length) => new Int32Array(length));
  offsets.push(0);
  const room = { starts: new Int32Array(mostObjects), ends: new Int32Array(mostObjects) };
  const inner = { starts: new Int32Array(objectCells.length), ends: new Int32Array(objectCells.length) };

  await readLines(path, place, signal, (line) => {
    const found = findCells(line, SEMICOLON, room.starts, room.ends);
    const last = Math.min(found, mostObjects) - 1;
    const cells = isBlank(line, room.starts[last] as number, room.ends[last] as number) ? found - 1 : found;
    if (cells < eventCells.length || found > mostObjects) throw lineError(line, cells, place);
    const cell = (index: number) => [room.starts[index] as number, room.ends[index] as number] as const;
    const number = (index: number): number => {
      const [start, end] = cell(index);
      return finite(line, start, end, eventCells[index] ?? '', place);
    };
    scalars.event.push(wholeEvent(number(0), line, place));
    process.push(cellText(line.bytes, ...cell(1)));
    scalars.weight.push(number(2));
    scalars.met.push(number(3));
    scalars.metPhi.push(number(4));
    for (let index = eventCells.length; index < cells; index++) {
      const [start, end] = cell(index);
      const parts = findCells({ ...line, start, end }, COMMA, inner.starts, inner.ends);
      if (parts !== objectCells.length) throw objectError(line, start, end, parts, place);
      const value = (part: number): number =>
        finite(line, inner.starts[part] as number, inner.ends[part] as number, objectCells[part] ?? '', place);
      type.push(knownType(line, inner.starts[0] as number, inner.ends[0] as number, place));
      objects.e.push(value(1));
      objects.pt.push(value(2));
      objects.eta.push(value(3));
      objects.phi.push(value(4));
    }
    offsets.push(type.length());
  });
  return {
    events: process.length,
    event: scalars.event.values(),
    process,
    weight: scalars.weight.values(),
    met: scalars.met.values(),
    metPhi: scalars.metPhi.values(),
    offsets: offsets.values(),
    type: type.values(),
    e: objects.e.values(),
    pt: objects.pt.values(),
    eta: objects.eta.values(),
    phi: objects.phi.values(),
  };
}

const SPACE = 32;
function isBlank({ bytes }: Line, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== SPACE) return false;
  return true;
}

function finite(line: Line, start: number, end: number, what: string, place: InputPlace): number {
  const value = parseNumber(line.bytes, start, end);
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new InputError('not-a-number', `${what} is '${cellText(line.bytes, start, end).slice(0, 40)}'`, {
    place: at(line, start, place),
    expected: 'a finite number',
    mend: 'correct the line, or produce the file again',
  });
}

function wholeEvent(value: number, line: Line, place: InputPlace): number {
  if (Number.isSafeInteger(value)) return value;
  throw new InputError('event-line', `the event ID is ${value}`, {
    place: at(line, line.start, place),
    expected: 'a whole number',
  });
}

function knownType(line: Line, start: number, end: number, place: InputPlace): number {
  const text = cellText(line.bytes, start, end);
  const index = typeIndex(text);
  if (index >= 0) return index;
  throw new InputError('object-type', `there is no type of object '${text.slice(0, 40)}'`, {
    place: at(line, start, place),
    expected: `one of ${OBJECT_TYPES.join(', ')}, mu-, mu+`,
  });
}

const at = (line: Line, start: number, place: InputPlace): InputPlace => ({
  ...place,
  line: line.number,
  column: start - line.start + 1,
});

function lineError(line: Line, cells: number, place: InputPlace): InputError {
  return new InputError('event-line', `the line has ${cells} parts between semicolons`, {
    place: { ...place, line: line.number },
    expected: `${eventCells.join('; ')}; then the objects, ${mostObjects} at most`,
    mend: 'the file may have been cut off here, or be of another format',
  });
}

function objectError(line: Line, start: number, end: number, parts: number, place: InputPlace): InputError {
  return new InputError('object', `the object '${cellText(line.bytes, start, end).slice(0, 60)}' has ${parts} parts`, {
    place: at(line, start, place),
    expected: `${objectCells.join(',')} between two semicolons`,
    mend: 'the file may have been cut off here: copy it again from its source',
  });
}

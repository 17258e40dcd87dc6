import { InputError, type Column, type InputPlace, type Table } from '../../schemas/index.ts';
import { collectObjects, requestObjects } from '../ingest/collection.ts';
import type { JaggedValues } from '../ingest/root/index.ts';
import { OBJECT_TYPES, objectTypes } from './object-types.ts';
import { OBJECT_FIELDS, type EventObjectParams, type IngestEventsCsvParams, type ObjectField } from './params.ts';
import type { ParsedEvents } from './parse.ts';

const fieldUnits: Readonly<Partial<Record<ObjectField, string>>> = { pt: 'GeV', e: 'GeV', m: 'GeV', phi: 'rad' };

/** Scalars, `n_<object>`, then the fields of the kept objects, null where an event has fewer. Energies in GeV. */
export function eventTable(parsed: ParsedEvents, params: IngestEventsCsvParams, place: InputPlace): Table {
  if (params.process !== null) verifyProcess(parsed.process, params.process, place);
  const scale = params.energy_unit === 'MeV' ? 1e-3 : 1;
  const collected = Object.entries(params.objects).map(([object, asked]) => {
    const fields = objectFields(object, asked, parsed, scale);
    return [object, collectObjects(requestObjects(object, asked), fields, place)] as const;
  });
  return {
    rows: parsed.events,
    columns: new Map<string, Column>([
      ['event', { values: BigInt64Array.from(parsed.event, BigInt) }],
      ['process', { values: parsed.process }],
      ['mc_weight', { values: parsed.weight }],
      ['met', { values: parsed.met.map((value) => value * scale), unit: 'GeV' }],
      ['met_phi', { values: parsed.metPhi, unit: 'rad' }],
      ...collected.map(([object, { counts }]) => [`n_${object}`, { values: counts }] as const),
      ...collected.flatMap(([object, { columns }]) => columns.map((column) => withUnit(object, column))),
    ]),
  };
}

/** The fields of the objects of some types, event after event, as branches of a tree would hold them. */
function objectFields(
  object: string,
  { types }: EventObjectParams,
  { offsets, type, e, pt, eta, phi }: ParsedEvents,
  scale: number,
): ReadonlyMap<string, JaggedValues> {
  const wanted = OBJECT_TYPES.map((one) => types.includes(one));
  const chosen = Int32Array.from(type.keys()).filter((index) => wanted[type[index] as number] === true);
  const ends = new Int32Array(offsets.length);
  for (let event = 0, taken = 0; event + 1 < offsets.length; event++) {
    while (taken < chosen.length && (chosen[taken] as number) < (offsets[event + 1] as number)) taken++;
    ends[event + 1] = taken;
  }
  const floats = (of: (index: number) => number): JaggedValues => ({
    shape: 'jagged',
    type: 'float64',
    values: Float64Array.from(chosen, of),
    offsets: ends,
  });
  const integers = (what: 'charge' | 'flavour' | 'btag'): JaggedValues => ({
    shape: 'jagged',
    type: 'int8',
    values: Int8Array.from(chosen, (index) => objectTypes[OBJECT_TYPES[type[index] as number] ?? 'j'][what]),
    offsets: ends,
  });
  const fields: Record<ObjectField, JaggedValues> = {
    pt: floats((index) => (pt[index] as number) * scale),
    eta: floats((index) => eta[index] as number),
    phi: floats((index) => phi[index] as number),
    e: floats((index) => (e[index] as number) * scale),
    m: floats((index) => mass(e[index] as number, pt[index] as number, eta[index] as number) * scale),
    charge: integers('charge'),
    flavour: integers('flavour'),
    btag: integers('btag'),
  };
  return new Map(OBJECT_FIELDS.map((field) => [`${object}_${field}`, fields[field]]));
}

/** sqrt(E^2 - (pT cosh eta)^2); 0 where rounding makes the momentum the larger one. */
const mass = (e: number, pt: number, eta: number): number =>
  Math.sqrt(Math.max(0, e ** 2 - (pt * Math.cosh(eta)) ** 2));

function withUnit(object: string, [name, column]: readonly [string, Column]): readonly [string, Column] {
  const unit = fieldUnits[name.slice(object.length).replace(/^[0-9]+_/, '') as ObjectField];
  return [name, unit === undefined ? column : { ...column, unit }];
}

function verifyProcess(found: readonly string[], expected: string, place: InputPlace): void {
  const row = found.findIndex((process) => process !== expected);
  if (row < 0) return;
  throw new InputError('process', `this event belongs to the process '${found[row] ?? ''}'`, {
    place: { ...place, line: row + 1 },
    expected: `'${expected}', as the catalogue says`,
    mend: 'check that this is the file that the catalogue means, then correct the catalogue or the file',
  });
}

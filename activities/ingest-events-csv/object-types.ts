/**
 * The types of objects in DarkMachines' event files: jets, b jets, electrons, muons (older files write mu) and photons. What a
 * type says is told by fields: `btag` 1 for b jets; `charge` and `flavour` (11, 13) of leptons, 0 elsewhere.
 */
export const objectTypes = {
  j: { charge: 0, flavour: 0, btag: 0 },
  b: { charge: 0, flavour: 0, btag: 1 },
  'e-': { charge: -1, flavour: 11, btag: 0 },
  'e+': { charge: 1, flavour: 11, btag: 0 },
  'm-': { charge: -1, flavour: 13, btag: 0 },
  'm+': { charge: 1, flavour: 13, btag: 0 },
  g: { charge: 0, flavour: 0, btag: 0 },
} as const;
export type ObjectType = keyof typeof objectTypes;

export const OBJECT_TYPES = Object.keys(objectTypes) as [ObjectType, ...ObjectType[]];

const otherNames: Readonly<Record<string, ObjectType>> = { 'mu-': 'm-', 'mu+': 'm+' };

/** Index in `OBJECT_TYPES`; -1 for what is none. */
export const typeIndex = (text: string): number => OBJECT_TYPES.indexOf(otherNames[text] ?? (text as ObjectType));

import { InputError, type RecordsInput } from '../../schemas/index.ts';
import type { EventSet, YieldsRow } from '../../schemas/results/index.ts';

/** Cut and count at one mass point. */
export interface MassPoint {
  /** GeV */
  readonly mass: number;
  readonly yields: readonly YieldsRow[];
}

/**
 * Cut and count of a category (one model and scenario): its mass points by rising mass.
 *
 * @param masses GeV, of the signal among the test events
 * @throws InputError `input-attributes`, `duplicate-mass-point`, or `missing-mass-point` where the test events have a mass without cut and count
 */
export async function readReference(
  inputs: readonly RecordsInput<YieldsRow>[],
  masses: readonly number[],
): Promise<readonly MassPoint[]> {
  const massPoints = await Promise.all(
    inputs.map(async (input) => ({ ...attributesOf(input), origin: input.origin, yields: await input.read() })),
  );
  massPoints.sort((a, b) => a.mass - b.mass);
  const [first] = massPoints;
  if (first === undefined) throw missing(masses);
  for (const [i, point] of massPoints.entries()) {
    const strange = point.model !== first.model || point.scenario !== first.scenario;
    if (!strange && point.mass !== massPoints[i - 1]?.mass) continue;
    const before = strange ? first : massPoints[i - 1];
    throw new InputError(
      'duplicate-mass-point',
      `${before?.origin} and ${point.origin} cannot be told apart by mass alone`,
      {
        expected: 'the mass points of one model and scenario, each once',
        mend: 'narrow `where:` of the gathered yields',
      },
    );
  }
  const absent = masses.filter((mass) => !massPoints.some((point) => point.mass === mass));
  if (absent.length > 0) throw missing(absent);
  return massPoints;
}

/** The row of the nominal cuts. */
export function nominal(point: MassPoint, set: EventSet, channel: string): YieldsRow | undefined {
  return point.yields.find((row) => row.set === set && row.variant === 'nominal' && row.channel === channel);
}

function attributesOf({ attributes, origin }: RecordsInput<YieldsRow>) {
  const { model, scenario, mass_gev: mass } = attributes;
  if (typeof model === 'string' && typeof scenario === 'string' && typeof mass === 'number')
    return { model, scenario, mass };
  throw new InputError('input-attributes', 'model, scenario or mass_gev is not given', {
    place: { sample: origin },
    mend: 'gather the yields with `with: [model, scenario, mass_gev]`',
  });
}

const missing = (masses: readonly number[]): InputError =>
  new InputError('missing-mass-point', `no cut and count at ${masses.join(', ')} GeV`, {
    expected: 'yields of every mass point among the test events',
    mend: 'widen `where:` of the gathered yields to the whole category',
  });

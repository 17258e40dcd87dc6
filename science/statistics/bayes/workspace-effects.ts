import type { Measurement, WorkspaceChannel, WorkspaceSample } from '../histfactory/index.ts';

/** Signal or background of a channel of one bin, and how far each uncertainty moves it. */
export interface Counted {
  readonly events: number;
  /** One standard deviation over `events`, by the name of the uncertainty; a sign where up means fewer events. */
  readonly relative: ReadonlyMap<string, number>;
}

/**
 * Sums the samples of a channel. Up and down variations are averaged; staterror adds in quadrature, as its events are independent.
 * @param luminosity relative uncertainty of `lumi`
 * @throws RangeError for a modifier that is no uncertainty of known size
 */
export function countedOf(
  channel: WorkspaceChannel,
  samples: readonly WorkspaceSample[],
  poi: string,
  luminosity: number,
): Counted {
  const events = samples.reduce((sum, { data }) => sum + (data[0] as number), 0);
  if (events < 0) throw new RangeError(`channel ${channel.name} has ${events} events`);
  const shifts = new Map<string, number>();
  const squares = new Map<string, number>();
  const add = (sums: Map<string, number>, name: string, value: number): void =>
    void sums.set(name, (sums.get(name) ?? 0) + value);
  for (const { data, modifiers } of samples) {
    // Relative uncertainties are known also of a sum that is 0.
    const nominal = events > 0 ? (data[0] as number) : 1 / samples.length;
    for (const modifier of modifiers) {
      const { name } = modifier;
      if (modifier.type === 'normfactor' && name === poi) continue;
      if (modifier.type === 'normfactor' || modifier.type === 'shapefactor')
        throw new RangeError(`'${name}' of channel ${channel.name} is free: only the signal strength may be`);
      if (modifier.type === 'normsys') add(shifts, name, (nominal * (modifier.data.hi - modifier.data.lo)) / 2);
      else if (modifier.type === 'lumi') add(shifts, name, nominal * luminosity);
      else {
        const size =
          modifier.type === 'histosys'
            ? ((modifier.data.hi_data[0] as number) - (modifier.data.lo_data[0] as number)) / 2
            : (modifier.data[0] as number);
        if (size !== 0 && events === 0)
          throw new RangeError(`channel ${channel.name}: 0 +- ${size} events ('${name}'); a log-normal needs a value`);
        if (modifier.type === 'staterror') add(squares, name, size * size);
        else add(shifts, name, size);
      }
    }
  }
  const total = events > 0 ? events : 1;
  return {
    events,
    relative: new Map(
      [...shifts, ...[...squares].map(([name, square]) => [name, Math.sqrt(square)] as const)]
        .filter(([, shift]) => shift !== 0)
        .map(([name, shift]) => [name, shift / total]),
    ),
  };
}

/**
 * The relative uncertainty of the luminosity.
 * @throws RangeError where the measurement holds or measures another uncertainty in its own way
 */
export function luminosityOf({ config }: Measurement, modifiers: ReadonlySet<string>): number {
  for (const { name, fixed, auxdata, sigmas } of config.parameters) {
    const isOwn = fixed === true || auxdata !== undefined || sigmas !== undefined;
    if (name !== 'lumi' && name !== config.poi && modifiers.has(name) && isOwn)
      throw new RangeError(`the measurement fixes or measures '${name}' in a way of its own`);
  }
  const lumi = config.parameters.find(({ name }) => name === 'lumi');
  if (lumi === undefined || lumi.fixed === true) return 0;
  return (lumi.sigmas?.[0] ?? 0) / (lumi.auxdata?.[0] ?? 1);
}

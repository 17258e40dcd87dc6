import {
  parseWorkspace,
  type Modifier,
  type ParameterConfig,
  type Workspace,
} from '../../../science/statistics/index.ts';

export interface SampleOf {
  readonly data: readonly number[];
  readonly modifiers?: readonly Modifier[];
}

/** A workspace of samples by name by channel; the parameter of interest is `mu`. */
export function workspaceOf(
  channels: Readonly<
    Record<string, { readonly observed: readonly number[]; readonly samples: Readonly<Record<string, SampleOf>> }>
  >,
  parameters: readonly ParameterConfig[] = [],
): Workspace {
  return parseWorkspace({
    version: '1.0.0',
    channels: Object.entries(channels).map(([name, { samples }]) => ({
      name,
      samples: Object.entries(samples).map(([sample, { data, modifiers = [] }]) => ({ name: sample, data, modifiers })),
    })),
    observations: Object.entries(channels).map(([name, { observed }]) => ({ name, data: observed })),
    measurements: [{ name: 'measurement', config: { poi: 'mu', parameters } }],
  });
}

export const mu: Modifier = { name: 'mu', type: 'normfactor', data: null };
export const shapesys = (name: string, ...data: number[]): Modifier => ({ name, type: 'shapesys', data });
export const staterror = (name: string, ...data: number[]): Modifier => ({ name, type: 'staterror', data });
export const normsys = (name: string, hi: number, lo: number): Modifier => ({
  name,
  type: 'normsys',
  data: { hi, lo },
});
export const histosys = (name: string, hi_data: number[], lo_data: number[]): Modifier => ({
  ...{ name, type: 'histosys', data: { hi_data, lo_data } },
});
export const lumi: Modifier = { name: 'lumi', type: 'lumi', data: null };
export const shapefactor = (name: string): Modifier => ({ name, type: 'shapefactor', data: null });

/** Signal over a background with uncorrelated uncertainties in each bin. */
export const uncorrelated = (
  signal: readonly number[],
  background: readonly number[],
  uncertainty: readonly number[],
  observed: readonly number[],
): Workspace =>
  workspaceOf({
    singlechannel: {
      observed,
      samples: {
        signal: { data: signal, modifiers: [mu] },
        background: { data: background, modifiers: [shapesys('uncorr_bkguncrt', ...uncertainty)] },
      },
    },
  });

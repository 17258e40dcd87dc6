import { describe, expect, test } from 'vitest';
import {
  buildModel,
  fit,
  hypotest,
  parseWorkspace,
  upperLimit,
  type ModelData,
  type Workspace,
} from '../../../science/statistics/index.ts';
import {
  histosys,
  lumi,
  mu,
  normsys,
  shapefactor,
  shapesys,
  staterror,
  uncorrelated,
  workspaceOf,
} from './workspaces.ts';

const plain = (): Workspace => uncorrelated([12, 11], [50, 52], [3, 7], [51, 48]);
/** The workspace, damaged, as a document to be read. */
function damaged(change: (workspace: Workspace) => unknown): () => Workspace {
  const copy = plain();
  change(copy);
  return () => parseWorkspace(copy, 'ws.json');
}

describe('a document that is no workspace is refused, and the message says where', () => {
  test('an unknown modifier: channel, sample and the types that are known', () => {
    const read = damaged((workspace) => {
      (workspace.channels[0]!.samples[1]!.modifiers[0] as { type: string }).type = 'shapesystem';
    });
    expect(read).toThrow(
      /ws\.json: channels\[0\] 'singlechannel' samples\[1\] 'background' modifiers\[0\] 'uncorr_bkguncrt' type: 'shapesystem' is not a modifier.*normsys/,
    );
  });

  test('NaN, a word or nothing in place of a count', () => {
    for (const value of [NaN, 'many', null])
      expect(
        damaged((workspace) => {
          workspace.channels[0]!.samples[0]!.data[1] = value as number;
        }),
      ).toThrow(/channels\[0\] 'singlechannel' samples\[0\] 'signal' data\[1\]/);
  });

  test('another version, a key that nobody knows', () => {
    expect(damaged((workspace) => Object.assign(workspace, { version: '2.0.0' }))).toThrow(/version/);
    expect(damaged((workspace) => Object.assign(workspace.channels[0]!, { colour: 'red' }))).toThrow(/colour/);
  });
});

describe('a workspace that is no model is refused', () => {
  const build = (change: (workspace: Workspace) => void): (() => unknown) => {
    const workspace = plain();
    change(workspace);
    return () => buildModel(workspace);
  };

  test('bins that do not match: sample, modifier, observation', () => {
    expect(build(({ channels }) => channels[0]!.samples[1]!.data.push(3))).toThrow(
      /sample 'background': data has 3 bins.*2 bins/,
    );
    expect(
      build(({ channels }) => {
        channels[0]!.samples[1]!.modifiers = [shapesys('uncorr_bkguncrt', 1)];
      }),
    ).toThrow(/shapesys 'uncorr_bkguncrt' has 1 bins/);
    expect(
      build(({ channels }) => {
        channels[0]!.samples[1]!.modifiers = [histosys('tilt', [1, 2], [1])];
      }),
    ).toThrow(/lo_data of histosys 'tilt' has 1 bins/);
    expect(build(({ observations }) => observations[0]!.data.push(1))).toThrow(
      /observation of channel 'singlechannel' has 3 bins/,
    );
  });

  test('negative observations and uncertainties', () => {
    expect(
      build(({ observations }) => {
        observations[0]!.data[1] = -2;
      }),
    ).toThrow(/channel 'singlechannel', bin 1: -2 events/);
    expect(
      build(({ channels }) => {
        channels[0]!.samples[1]!.modifiers = [shapesys('uncorr_bkguncrt', 1, -1)];
      }),
    ).toThrow(/negative uncertainty/);
  });

  test('normsys factors that cannot be interpolated exponentially', () => {
    expect(build(({ channels }) => channels[0]!.samples[1]!.modifiers.push(normsys('size', 1.2, 0)))).toThrow(
      /channel 'singlechannel', sample 'background': normsys 'size' has the factors hi 1.2 and lo 0/,
    );
  });

  test('a name for two things: shapesys in two samples, normsys and shapefactor, two samples', () => {
    expect(build(({ channels }) => channels[0]!.samples[0]!.modifiers.push(shapesys('uncorr_bkguncrt', 1, 1)))).toThrow(
      /used by more than one sample/,
    );
    expect(
      build(({ channels }) => {
        channels[0]!.samples[0]!.modifiers.push(normsys('both', 1.1, 0.9));
        channels[0]!.samples[1]!.modifiers.push(shapefactor('both'));
      }),
    ).toThrow(/normsys and shapefactor are both named 'both'/);
    expect(build(({ channels }) => (channels[0]!.samples[1]!.name = 'signal'))).toThrow(/two samples named 'signal'/);
  });

  test('a luminosity that the measurement does not describe', () => {
    expect(build(({ channels }) => channels[0]!.samples[0]!.modifiers.push(lumi))).toThrow(
      /inits, bounds, auxdata, sigmas of 'lumi'/,
    );
  });

  test('staterror over different channels for different samples', () => {
    const workspace = workspaceOf({
      a: {
        observed: [5],
        samples: {
          s: { data: [1], modifiers: [mu, staterror('stat', 1)] },
          b: { data: [5], modifiers: [staterror('stat', 1)] },
        },
      },
      b: { observed: [5], samples: { b: { data: [5], modifiers: [staterror('stat', 1)] } } },
    });
    expect(() => buildModel(workspace)).toThrow(/staterror 'stat' covers .*'b'.* but 'a' for 's'/);
  });

  test('a parameter of interest that is nobodys, or has bins', () => {
    const poi = (name: string) => build(({ measurements }) => (measurements[0]!.config.poi = name));
    expect(poi('sigma')).toThrow(/'sigma' of measurement 'measurement' is no modifier/);
    expect(poi('uncorr_bkguncrt')).toThrow(/has 2 bins/);
  });

  test('parameters: too many values, what they do not have, a start outside the bounds', () => {
    const configured = (config: object) =>
      build(({ measurements }) => measurements[0]!.config.parameters.push({ name: 'mu', ...config }));
    expect(configured({ inits: [1, 2] })).toThrow(/inits of parameter 'mu' has 2 values.*1/);
    expect(configured({ sigmas: [1] })).toThrow(/'mu' has no sigmas/);
    expect(configured({ inits: [11] })).toThrow(/'mu' starts at 11, outside its bounds 0 to 10/);
  });
});

describe('counts at the edge', () => {
  const counting = (signal: number, background: number, observed: number) =>
    buildModel(
      workspaceOf({
        SR: { observed: [observed], samples: { s: { data: [signal], modifiers: [mu] }, b: { data: [background] } } },
      }),
    );
  const dataOf = (model: { readonly observed: ModelData | null }): ModelData => model.observed as ModelData;

  test('events where background alone expects none: an error names the bin and the signal strength', () => {
    const model = counting(5, 0, 3);
    expect(() => hypotest(model, dataOf(model), 1)).toThrow(
      /channel 'SR', bin 0: 3 events where the model expects none at mu = 0/,
    );
  });

  test('a negative background', () => {
    const model = counting(1, -5, 0);
    expect(() => fit(model, dataOf(model))).toThrow(/channel 'SR', bin 0: 0 events where the model expects -4/);
  });

  test('nothing seen where nothing is expected: the test statistic is twice the signal', () => {
    const model = counting(1.5, 0, 0);
    expect(upperLimit(model, dataOf(model)).converged).toBe(true);
    expect(hypotest(model, dataOf(model), 2).q).toBeCloseTo(6, 9);
  });

  test('a signal of nothing has no limit', () => {
    const model = counting(0, 10, 12);
    expect(() => upperLimit(model, dataOf(model))).toThrow(/there is no limit/);
  });

  test('a fixed parameter of interest, or none, cannot be tested', () => {
    const workspace = plain();
    workspace.measurements[0]!.config.parameters.push({ name: 'mu', fixed: true });
    const model = buildModel(workspace);
    expect(() => hypotest(model, dataOf(model), 1)).toThrow(/'mu' is fixed/);
    const none = plain();
    none.measurements[0]!.config.poi = '';
    const without = buildModel(none);
    expect(() => hypotest(without, dataOf(without), 1)).toThrow(/names no parameter of interest/);
  });

  test('a start where an expected count is negative gives way to the initial values', () => {
    const model = buildModel(
      workspaceOf({
        SR: {
          observed: [9, 30],
          samples: {
            s: { data: [1, 6], modifiers: [mu] },
            b: { data: [10, 30], modifiers: [histosys('tilt', [2, 33], [18, 27])] },
          },
        },
      }),
    );
    const usual = fit(model, dataOf(model));
    const tilted = Float64Array.from(model.parameters, ({ name }) => (name === 'tilt' ? 3 : 0));
    const again = fit(model, dataOf(model), { start: tilted });
    expect([usual.converged, again.converged]).toEqual([true, true]);
    expect(again.deviance).toBeCloseTo(usual.deviance, 9);
  });

  test('a limit beyond the bounds of the parameter of interest is found', () => {
    const narrow = plain();
    narrow.measurements[0]!.config.parameters.push({ name: 'mu', bounds: [[0, 1]] });
    const [a, b] = [buildModel(narrow), buildModel(plain())];
    const [limited, free] = [upperLimit(a, dataOf(a)), upperLimit(b, dataOf(b))];
    expect(limited.observed / free.observed).toBeCloseTo(1, 7);
    limited.expected.forEach((value, i) => {
      expect(value / (free.expected[i] as number)).toBeCloseTo(1, 7);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { SetupError } from '../../scripts/setup/errors.mjs';
import { allInPlace, runSteps, type Step } from '../../scripts/setup/steps.mjs';

const silent = { doing: () => undefined, done: () => undefined };

/** A step that notes when it is made; `fails` makes it throw. */
function fakeStep(name: string, after: readonly string[], made: string[], fails?: Error): Step {
  let inPlace = false;
  return {
    name,
    after,
    inPlace: () => inPlace,
    make: async () => {
      await Promise.resolve();
      if (fails) throw fails;
      made.push(name);
      inPlace = true;
      return 'made';
    },
  };
}

describe('the steps of a set-up', () => {
  it('are made behind those they wait for, once', async () => {
    const made: string[] = [];
    const steps = [
      fakeStep('npm', [], made),
      fakeStep('library', [], made),
      fakeStep('addon', ['npm', 'library'], made),
    ];
    expect(await allInPlace(steps)).toBe(false);
    expect(await runSteps(steps, {}, silent)).toEqual([]);
    expect(made.at(-1)).toBe('addon');
    expect(await allInPlace(steps)).toBe(true);
    await runSteps(steps, {}, silent);
    expect(made).toHaveLength(3);
  });

  it('go on where another fails; only what waits for the failed one is left out, and each failure is told once', async () => {
    const made: string[] = [];
    const broken = new SetupError('no-compiler', 'no compiler', 'install one');
    const steps = [
      fakeStep('npm', [], made),
      fakeStep('library', [], made, broken),
      fakeStep('addon', ['npm', 'library'], made),
      fakeStep('check', ['addon'], made),
      fakeStep('programs', ['npm'], made),
    ];
    expect(await runSteps(steps, {}, silent)).toEqual([{ step: 'library', error: broken }]);
    expect(made.sort()).toEqual(['npm', 'programs']);
  });

  it('that fall back on another step are left out when that fails', async () => {
    const broken = new SetupError('no-network', 'no network', 'check it');
    const npm = fakeStep('npm', [], [], broken);
    const library: Step = {
      name: 'library',
      after: [],
      inPlace: () => false,
      make: async ({ finished }) => {
        await finished('npm');
        return 'made';
      },
    };
    expect(await runSteps([npm, library], {}, silent)).toEqual([{ step: 'npm', error: broken }]);
  });

  it('are not begun after an interruption', async () => {
    const made: string[] = [];
    const failures = await runSteps([fakeStep('npm', [], made)], { signal: AbortSignal.abort() }, silent);
    expect(made).toEqual([]);
    expect(failures).toHaveLength(1);
  });
});

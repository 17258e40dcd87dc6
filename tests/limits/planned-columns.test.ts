import { expect, test } from 'vitest';
import { compareMethods } from '../../activities/compare-methods/index.ts';
import { significance } from '../../activities/significance/index.ts';
import { templates } from '../../activities/templates/index.ts';

const events = {
  columns: ['label', 'weight', 'channel', 'score', 'std', 'dsid', 'event', 'met'],
  origin: 'predict.scores',
};

test('a column that the events will not have is told before anything runs', () => {
  const planned = (definition: typeof templates | typeof significance | typeof compareMethods, params: object) => () =>
    (definition.columns as ((params: unknown, inputs: unknown) => unknown) | undefined)?.(
      definition.params.parse(params),
      { events },
    );
  expect(planned(templates, { channels: { ee: 0 }, systematics: { dropout_std: 'std' } })).not.toThrow();
  expect(planned(templates, { systematics: { shapes: { pileup: { up: 'w_up' } } } })).toThrow(/no column 'w_up'/);
  expect(planned(templates, { channels: { ee: 'chanel == 0' } })).toThrow(/chanel/);
  expect(planned(significance, { discriminants: { ht: 'ht' } })).toThrow(/no column 'ht'/);
  const methods = { method_by: ['training'], reference: 'cuts' };
  expect(planned(compareMethods, { ...methods, cuts: { cuts: ['met > 50'] } })).not.toThrow();
  expect(planned(compareMethods, { ...methods, cuts: { cuts: ['mt > 50'] } })).toThrow(/mt/);
});

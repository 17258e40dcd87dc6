import { defineTask, InputError, many, records, table, type TableInput } from '../../schemas/index.ts';
import { yieldsRow } from '../../schemas/results/index.ts';
import { parseCuts } from './cuts.ts';
import { remember } from './memory.ts';
import { cutAndCountParams } from './params.ts';
import { yieldsRows } from './rows.ts';
import { addYields, columnsOfCuts, NO_YIELD, readYields, type TableYields, type Yield } from './table-yields.ts';

/**
 * Counts signal and background behind fixed cuts, channel by channel, and gives the expected significance of each channel and of
 * their combination: on all events (the cuts are not trained) and on the test events that networks are judged by. Data, where they are
 * gathered, are counted beside.
 */
export const cutAndCount = defineTask({
  kind: 'cut-and-count',
  version: 2,
  queue: 'cpu',
  summary: 'Expected significance of fixed cuts at one mass point.',
  params: cutAndCountParams,
  inputs: { events: many(table()) },
  outputs: { yields: records(yieldsRow) },
  columns: (params, { events }) => {
    if (events !== undefined) columnsOfCuts(events, parseCuts(params));
    return {};
  },
  async run({ params, inputs, outputs, log }) {
    const cuts = parseCuts(params);
    const key = JSON.stringify(params);
    const sumUp = async (tables: readonly TableInput[]): Promise<TableYields> =>
      total(
        await Promise.all(tables.map((input) => remember(`${input.sha256} ${key}`, () => readYields(input, cuts)))),
      );
    const signal = ofKind(inputs.events, 'signal');
    const background = ofKind(inputs.events, 'background');
    const data = inputs.events.filter(({ attributes }) => attributes.kind === 'data');
    const observed = data.length === 0 ? undefined : await sumUp(data);
    const rows = yieldsRows(cuts, await sumUp(signal), await sumUp(background), observed);
    for (const row of rows.filter(({ significance }) => significance === null)) {
      const { set, variant, channel } = row;
      log.warn(
        { set, variant, channel, background: row.background, background_events: row.background_events },
        'no significance: no positive background is left behind the cuts',
      );
    }
    await outputs.yields.write(rows);
  },
});

const KINDS: readonly unknown[] = ['signal', 'background', 'data'];

/** @throws InputError `no-signal`, `no-background`, or `input-attributes` for a table that is neither, nor data */
function ofKind(inputs: readonly TableInput[], kind: 'signal' | 'background'): readonly TableInput[] {
  const stray = inputs.find(({ attributes }) => !KINDS.includes(attributes.kind));
  if (stray !== undefined) {
    throw new InputError('input-attributes', `the attribute 'kind' is ${JSON.stringify(stray.attributes.kind)}`, {
      place: { sample: stray.origin },
      expected: "'signal', 'background' or 'data'",
      mend: 'gather with `with: [kind]`',
    });
  }
  const found = inputs.filter(({ attributes }) => attributes.kind === kind);
  if (found.length > 0) return found;
  throw new InputError(`no-${kind}`, `there is no ${kind} sample among ${inputs.length}: ${list(inputs)}`, {
    expected: 'at least one signal and one background sample',
    mend: 'check `where:` of the gathered input and the catalogue',
  });
}

const list = (inputs: readonly TableInput[]): string =>
  inputs.length === 0
    ? 'none was gathered'
    : inputs
        .slice(0, 6)
        .map(({ origin }) => origin)
        .join(', ') + (inputs.length > 6 ? ', ...' : '');

function total(tables: readonly TableYields[]): TableYields {
  const sums = new Map<string, Yield>();
  for (const yields of tables) {
    for (const [key, value] of yields) sums.set(key, addYields(sums.get(key) ?? NO_YIELD, value));
  }
  return sums;
}

import { formatNearOne, formatCount, formatLuminosity, formatRange } from '../../style/numbers.ts';
import type { Category } from '../categories.ts';
import { html, label, type Html } from '../html.ts';
import type { ReportInputs, ReportSettings } from '../inputs.ts';
import { sampleOf, totalYield } from '../samples.ts';

interface Fact {
  readonly value: string;
  readonly meaning: string;
}

/** What was measured with what: facts that depend on the campaign alone, not on when or where it ran. */
export function summarySection(inputs: ReportInputs, settings: ReportSettings, categories: readonly Category[]): Html {
  const facts = [...sampleFacts(inputs), ...luminosity(settings), ...trainingFacts(categories)];
  return html`<section id="summary">
    <h2>Summary</h2>
    ${settings.text.map((paragraph) => html`<p>${paragraph}</p>`)}
    <dl class="facts">
      ${facts.map(
        ({ value, meaning }) =>
          html`<div>
            <dt>${label(meaning)}</dt>
            <dd>${label(value)}</dd>
          </div>`,
      )}
    </dl>
    ${missing(categories)}
  </section>`;
}

const luminosity = ({ luminosityFb, energyTev, seed }: ReportSettings): readonly Fact[] => [
  { value: formatLuminosity(luminosityFb), meaning: `integrated luminosity at ${energyTev} TeV` },
  ...(seed === null ? [] : [{ value: String(seed), meaning: 'seed of the campaign' }]),
];

function sampleFacts({ counts }: ReportInputs): readonly Fact[] {
  return ['signal', 'background', 'data'].flatMap((kind) => {
    const chosen = counts.filter(({ attributes }) => sampleOf(attributes).kind === kind);
    if (chosen.length === 0) return [];
    const { events } = totalYield(chosen.flatMap(({ value }) => value));
    const samples = `${chosen.length} ${kind} sample${chosen.length === 1 ? '' : 's'}`;
    return [{ value: formatCount(events), meaning: `selected events of ${samples}` }];
  });
}

function trainingFacts(categories: readonly Category[]): readonly Fact[] {
  const histories = categories.flatMap(({ history }) => history ?? []);
  const aucs = categories.flatMap(({ summary }) => summary?.auc ?? []);
  if (histories.length === 0) return [];
  const background = histories.map(({ events }) => events.train.background);
  const signal = histories.map(({ events }) => events.train.signal);
  return [
    {
      value: `${histories.length} network${histories.length === 1 ? '' : 's'}`,
      meaning: `trained, ${formatRange(histories.map(({ parameters }) => parameters))} parameters each`,
    },
    { value: formatRange(histories.map(({ epochs }) => epochs.length)), meaning: 'epochs' },
    {
      value: formatRange(signal),
      meaning: `signal training events, with ${formatRange(background)} of background`,
    },
    ...(aucs.length === 0
      ? []
      : [
          {
            value: `${formatNearOne(Math.min(...aucs))}–${formatNearOne(Math.max(...aucs))}`,
            meaning: 'area under the ROC curve',
          },
        ]),
  ];
}

function missing(categories: readonly Category[]): Html | null {
  const incomplete = categories.filter((category) => category.missing.length > 0);
  if (incomplete.length === 0) return null;
  return html`<div class="warning" role="note">
    <strong>Incomplete.</strong> These categories lack results, because a task failed:
    <ul>
      ${incomplete.map(({ name, id, missing: parts }) => html`<li><a href="#${id}">${label(name)}</a>: ${parts.join(', ')}</li>`)}
    </ul>
  </div>`;
}

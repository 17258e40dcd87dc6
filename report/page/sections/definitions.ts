import { html, label, type Html } from '../html.ts';
import type { ReportSettings } from '../inputs.ts';

/** What the numbers mean. */
export function definitionsSection({ minimumEffectiveBackground: minimum }: ReportSettings): Html {
  const entries: readonly (readonly [string, string])[] = [
    [
      'Weights',
      'Expected events are sums of cross section × k-factor × filter efficiency × luminosity × event weight / sum of the generator weights of all generated events, period by period. Signed weights everywhere in the evaluation.',
    ],
    [
      'Test set',
      'The networks are judged on test events alone. Their weights are scaled up by the inverse of the test fraction (× 3 where a third of the events tests), so that yields are those of the full luminosity. Responses of one particle-level event are all in the same subset.',
    ],
    [
      'All events',
      'The cuts of cut and count are not trained, so they may use every event; beside it stands the result on the test events, which is the one to compare a network with.',
    ],
    [
      'Z',
      'Expected (Asimov) significance, √(2 ((s + b) ln(1 + s/b) − s)), without a background uncertainty (arXiv:1007.1727).',
    ],
    [
      'Cut on the score',
      `Events with a score of at least the cut pass. The cut is the one with the greatest Z among those that leave ${minimum} or more effective background events, for each channel and mass point. Such a maximum is biased upwards by fluctuations; the error of Z does not cover that.`,
    ],
    [
      'Effective background',
      '(Σ w)^{2} / Σ w^{2}: the number of unweighted events that would fluctuate as much. It stands below each Z. Combined: the smaller of the channels.',
    ],
    ['Combined', 'Z of the channels added in quadrature, each channel with a cut of its own.'],
    [
      'Dropout mean, std',
      'Each test event is evaluated many times with dropout switched on; “dropout mean” cuts on the mean of these scores, “std” is their standard deviation (ddof 0), averaged over the test events of a class without weights. All events of a chunk share their dropout masks when the campaign says so.',
    ],
    [
      'AUC',
      'Area under the weighted ROC of the test events, all mass points of the category together; ties count one half. With heavy mediators it is near 1 and cannot rank methods.',
    ],
    [
      'Errors',
      'Statistical, of the finite simulation: √(Σ w^{2}). Where responses of one particle-level event are summed first, it says so.',
    ],
  ];
  return html`<section id="definitions">
    <h2>Definitions</h2>
    <dl class="definitions">
      ${entries.map(
        ([term, meaning]) =>
          html`<dt>${label(term)}</dt>
            <dd>${label(meaning)}</dd>`,
      )}
    </dl>
  </section>`;
}

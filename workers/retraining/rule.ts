import type { Challenge, PromotionRule } from '../../schemas/index.ts';

export interface Verdict {
  readonly action: 'promoted' | 'kept';
  readonly why: string;
}

/** What decides between two models that can be compared. */
export interface Case {
  readonly rule: PromotionRule;
  readonly challenge: Challenge;
  /** How much data each has seen. */
  readonly events: { readonly challenger: number; readonly champion: number };
}

/** Applies the rule; `why` says the figures and the rule. */
export function judge({ rule, challenge, events }: Case): Verdict {
  const { metric, sigma, promote } = rule;
  const name = metric === 'auc' ? 'AUC' : 'significance';
  const difference = challenge.difference[metric];
  if (difference === null)
    return { action: 'kept', why: `there is no ${name} to compare: too few test events of signal or background` };
  const figures =
    `${name} ${show(challenge.challenger[metric])} against ${show(challenge.champion[metric])}, ` +
    `difference ${signed(difference.value)} ± ${show(difference.error)} on the same ${challenge.events.signal + challenge.events.background} test events`;
  const margin = sigma * difference.error;
  if (difference.value > margin) return { action: 'promoted', why: `${figures}: better by more than ${sigma} errors` };
  if (promote === 'better')
    return { action: 'kept', why: `${figures}: not better by more than ${sigma} errors, which the rule asks for` };
  if (difference.value < -margin) return { action: 'kept', why: `${figures}: worse by more than ${sigma} errors` };
  const seen = `${events.challenger} events read against ${events.champion}`;
  return events.challenger > events.champion
    ? {
        action: 'promoted',
        why: `${figures}: not worse by more than ${sigma} errors, and trained on more data (${seen})`,
      }
    : { action: 'kept', why: `${figures}: within ${sigma} errors, and trained on no more data (${seen})` };
}

const show = (value: number | null): string => (value === null ? 'none' : String(Number(value.toPrecision(4))));
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${show(Math.abs(value))}`;

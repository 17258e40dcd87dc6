import { z } from 'zod';

/** `all`: every event with its physical weight. `test`: the test subset, rescaled to the full luminosity. */
export const eventSet = z.enum(['all', 'test']);
export type EventSet = z.infer<typeof eventSet>;

/**
 * Output `yields` of `cut-and-count`: signal and background after the cuts, in events at the full luminosity.
 *
 * `inclusive`: events of any channel, counted as one. `combined`: the channels' significances in quadrature; its yields
 * and event numbers are sums over the channels, its errors added in quadrature, its effective events the smallest of the channels'.
 */
export const yieldsRow = z.strictObject({
  set: eventSet,
  /** `nominal`, or the name of a variant (the nominal cuts and one more). */
  variant: z.string().min(1),
  /** A channel of the campaign, `inclusive` or `combined`. */
  channel: z.string().min(1),
  signal: z.number(),
  /** sqrt(sum of w^2), event by event. */
  signal_error: z.number().nonnegative(),
  signal_events: z.int().nonnegative(),
  background: z.number(),
  /** sqrt(sum of w^2), event by event. */
  background_error: z.number().nonnegative(),
  background_events: z.int().nonnegative(),
  /** (sum of w)^2 / sum of w^2, event by event; 0 without events. */
  background_effective: z.number().nonnegative(),
  /** The same with the weights of one particle-level event summed first: the honest number where events are reused. */
  background_effective_groups: z.number().nonnegative(),
  /** Data events, all of them in either set; null where no data were gathered. */
  observed: z.int().nonnegative().nullable(),
  /** Expected (Asimov) significance without background uncertainty; null when the background is not positive. */
  significance: z.number().nonnegative().nullable(),
  /** Error of the significance from the finite simulation of signal and background (groups summed first). */
  significance_error: z.number().nonnegative().nullable(),
});
export type YieldsRow = z.infer<typeof yieldsRow>;

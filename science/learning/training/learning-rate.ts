import type { EpochRow } from '../../../schemas/results/index.ts';
import type { ScheduleSpec } from '../network.ts';

/** The learning rate at a position of an epoch that runs: `passed` of it are done, from 0 to less than 1. */
export type EpochRate = (passed: number) => number;

/**
 * The learning rate in the epoch after those of `history`. All that a schedule remembers follows from the history, so that a
 * resumed training goes on as it would have.
 * @param rate the optimiser's
 * @param epochs the most epochs of the training
 */
export function epochRate(
  schedule: ScheduleSpec | undefined,
  rate: number,
  epochs: number,
  history: readonly EpochRow[],
): EpochRate {
  switch (schedule?.name) {
    case undefined:
      return constant(rate);
    case 'step':
      return constant(rate * schedule.factor ** Math.floor(history.length / schedule.epochs));
    case 'cosine':
      return (passed) => cosineRate(schedule, rate, epochs, history.length + passed);
    case 'reduce-on-plateau':
      return constant(plateauRate(schedule, rate, history));
  }
}

const constant =
  (rate: number): EpochRate =>
  () =>
    rate;

type Schedule<Name extends ScheduleSpec['name']> = Extract<ScheduleSpec, { readonly name: Name }>;

/** @param time in epochs */
function cosineRate(schedule: Schedule<'cosine'>, rate: number, epochs: number, time: number): number {
  const { warmup_epochs: warmup, minimum_rate: least } = schedule;
  if (time < warmup) return (rate * Math.max(time, 1e-3)) / warmup;
  const length = (schedule.epochs ?? epochs) - warmup;
  const done = length > 0 ? Math.min(1, (time - warmup) / length) : 1;
  return least + ((rate - least) * (1 + Math.cos(Math.PI * done))) / 2;
}

function plateauRate(schedule: Schedule<'reduce-on-plateau'>, rate: number, history: readonly EpochRow[]): number {
  let [reduced, best, waited] = [rate, Infinity, 0];
  for (const { validation_loss: loss } of history) {
    if (loss < best - schedule.minimum_improvement) [best, waited] = [loss, 0];
    else if (++waited >= schedule.patience)
      [reduced, waited] = [Math.max(reduced * schedule.factor, schedule.minimum_rate), 0];
  }
  return reduced;
}

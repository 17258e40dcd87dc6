import { explain, SetupError } from './errors.mjs';

/** @import { Supervision } from './processes/run-command.mjs' */

/**
 * What a step that makes something is given.
 * @typedef {Supervision & { say: (text: string) => void, finished: (step: string) => Promise<void> }} StepContext
 *   `say` tells what is being done; `finished` waits until another step of the run is done (and fails if that fails)
 */

/**
 * One thing that Umbra needs. `make` is only called when `inPlace` says no, and may be interrupted at any instant: what it
 * leaves then must not satisfy `inPlace`.
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} after names of steps that must be done before `inPlace` is asked
 * @property {() => boolean | Promise<boolean>} inPlace
 * @property {(context: StepContext) => Promise<string>} make returns what was made, in one line
 */

/**
 * @typedef {object} StepReport
 * @property {(step: string, text: string) => void} doing
 * @property {(step: string, text: string, seconds: number) => void} done
 */

/**
 * @param {readonly Step[]} steps in an order where each comes behind those it waits for
 * @returns {Promise<boolean>} whether nothing has to be made
 */
export async function allInPlace(steps) {
  for (const step of steps) {
    if (!(await step.inPlace())) return false;
  }
  return true;
}

/**
 * Makes what is missing; steps that do not wait for each other run side by side. A failure does not stop the others, so
 * that all that is wrong is known at once; steps behind a failed one are left out.
 *
 * @param {readonly Step[]} steps
 * @param {Supervision} supervision
 * @param {StepReport} report
 * @returns {Promise<{ step: string, error: SetupError }[]>} the failures
 */
export async function runSteps(steps, supervision, report) {
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  const finished = async (/** @type {string} */ name) => {
    const other = running.get(name);
    if (other === undefined) throw new Error(`no step "${name}" comes before`);
    await other.catch(() => {
      throw new LeftOut();
    });
  };
  for (const step of steps) {
    const run = async () => {
      await Promise.all(step.after.map(finished));
      await runStep(step, { ...supervision, finished, say: (text) => report.doing(step.name, text) }, report);
    };
    running.set(step.name, run());
  }
  const outcomes = await Promise.allSettled(running.values());
  return outcomes.flatMap((outcome, place) => {
    if (outcome.status === 'fulfilled' || outcome.reason instanceof LeftOut) return [];
    const name = steps[place]?.name ?? '';
    return [{ step: name, error: explain(outcome.reason, name) }];
  });
}

/**
 * @param {Step} step
 * @param {StepContext} context
 * @param {StepReport} report
 */
async function runStep(step, context, report) {
  if (await step.inPlace()) return;
  context.signal?.throwIfAborted();
  const start = performance.now();
  const text = await step.make(context);
  report.done(step.name, text, (performance.now() - start) / 1000);
}

/** A step was given up because one that it waits for failed: that failure is the one to report. */
class LeftOut extends Error {}

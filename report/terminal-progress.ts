import type { Plan } from '../schemas/index.ts';
import type { RunningTask, RunProgress, StudyProgress, TaskCounts } from './run-progress.ts';

/** How text is marked; plain for pipes and files. */
export interface Marks {
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly strong: (text: string) => string;
}

const same = (text: string): string => text;
export const plainMarks: Marks = { dim: same, good: same, bad: same, strong: same };
const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
export const colourMarks: Marks = { dim: code(2, 22), good: code(32, 39), bad: code(31, 39), strong: code(1, 22) };

/** The live tree: one line for each task of the campaign, below it the instances that run for a while. */
export function renderProgress(
  plan: Plan,
  progress: RunProgress,
  view: { readonly width: number; readonly now: number; readonly marks: Marks; readonly maxRunning: number },
): readonly string[] {
  const running = progress.running();
  const counts = progress.counts();
  const nameWidth = Math.max(...counts.map(({ name }) => name.length), 4);
  const lines = counts.flatMap((line) => [
    taskLine(line, nameWidth, view),
    ...running
      .filter(({ task, since }) => plan.tasks[task]?.name === line.name && view.now - since > 400)
      .slice(0, view.maxRunning)
      .map((one) => runningLine(plan, one, view)),
  ]);
  const failures = progress
    .failures()
    .slice(-3)
    .map(({ task, trial, attempt, message }) =>
      view.marks.bad(clip(`  ! ${trial ?? plan.tasks[task]?.id ?? task} (attempt ${attempt}): ${message}`, view.width)),
    );
  return [...lines, ...failures, ...stateLines(progress, view.marks)];
}

function stateLines(progress: RunProgress, marks: Marks): readonly string[] {
  const state = stateText(progress);
  return state === '' ? [] : [marks.strong(`  ${state}`)];
}

/** Why nothing goes on, and what would make it; empty while it does. */
export function stateText(progress: RunProgress): string {
  switch (progress.state()) {
    case 'paused':
      return 'paused: umbra resume lets it go on';
    case 'waiting':
      return 'tasks have failed and the run waits: mend what is wrong, then umbra retry (or umbra cancel)';
    case 'running':
      return '';
  }
}

function taskLine(
  { name, total, cached, done, running, failing, trials }: TaskCounts,
  nameWidth: number,
  { width, marks }: { readonly width: number; readonly marks: Marks },
): string {
  const ended = cached + done;
  // A study that runs is as far as its trials are.
  const tried = trials === undefined || ended === total ? 0 : running * (trials.ended / Math.max(1, trials.total));
  const bar = renderBar((ended + tried) / Math.max(1, total), Math.max(8, Math.min(24, width - nameWidth - 48)));
  const parts = [
    `${ended}/${total}`.padStart(9),
    cached > 0 ? marks.dim(`${cached} cached`) : '',
    running > 0 ? `${running} running` : '',
    failing > 0 ? marks.bad(`${failing} failed`) : '',
    trials === undefined ? '' : describeTrials(trials),
  ].filter((part) => part !== '');
  const head =
    ended === total
      ? marks.good(name.padEnd(nameWidth))
      : running > 0
        ? marks.strong(name.padEnd(nameWidth))
        : name.padEnd(nameWidth);
  return `  ${head} ${bar}${parts.join('  ')}`;
}

/** `13/16 trials, best 0.1234 (#7)` */
export function describeTrials({ ended, total, best }: StudyProgress): string {
  const leader = best === undefined ? '' : `, best ${Number(best.score.toPrecision(5))} (#${best.trial})`;
  return `${ended}/${total} trials${leader}`;
}

function runningLine(
  plan: Plan,
  { task, trial, attempt, since, progress }: RunningTask,
  { width, now, marks }: { readonly width: number; readonly now: number; readonly marks: Marks },
): string {
  const { epoch, epochs, loss, validationLoss, eventsPerSecond, fraction, message, resumed } = progress;
  const done = fraction ?? (epoch !== undefined && epochs !== undefined ? epoch / epochs : undefined);
  const parts = [
    trial ?? plan.tasks[task]?.axis?.value ?? plan.tasks[task]?.id ?? String(task),
    done === undefined ? '' : renderBar(done, 12),
    epoch === undefined ? '' : `epoch ${epoch}${epochs === undefined ? '' : `/${epochs}`}`,
    loss === undefined ? '' : `loss ${loss.toFixed(4)}`,
    validationLoss === undefined ? '' : `validation ${validationLoss.toFixed(4)}`,
    eventsPerSecond === undefined ? '' : `${Math.round(eventsPerSecond / 1000)}k events/s`,
    message ?? '',
    `${((now - since) / 1000).toFixed(0)} s`,
    attempt > 1 ? `attempt ${attempt}` : '',
    resumed === undefined ? '' : `went on from epoch ${resumed.toFixed(1)}`,
  ].filter((part) => part !== '');
  return marks.dim(clip(`    ${parts.join('  ')}`, width));
}

/** A bar of eighth blocks. */
export function renderBar(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8);
  const full = Math.floor(eighths / 8);
  const rest = eighths % 8;
  const partial = rest > 0 ? (' ▏▎▍▌▋▊▉'[rest] ?? '') : '';
  return `${'█'.repeat(full)}${partial}`.padEnd(width, '·');
}

const clip = (text: string, width: number): string => {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
};

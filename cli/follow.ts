import type { Plan, RunEvent } from '../schemas/index.ts';
import { createRunProgress, type RunProgress } from '../report/run-progress.ts';
import { colourMarks, describeTrials, renderProgress, stateText } from '../report/terminal-progress.ts';
import type { Store } from '../store/index.ts';

export interface Follower {
  /** Shows a line above the live part. */
  note(text: string): void;
  /** Stops following; leaves the last state on the screen. */
  stop(): Promise<void>;
  readonly progress: RunProgress;
}

export interface FollowOptions {
  readonly quiet: boolean;
  /** Every event as a line of JSON instead of a picture. */
  readonly json?: boolean;
}

/** Follows a run by the events that workers write: a live tree on a terminal, a line now and then elsewhere. */
export function follow(store: Store, plan: Plan, run: string, options: FollowOptions): Follower {
  const progress = createRunProgress(plan);
  const out = process.stderr;
  const live = out.isTTY && !options.quiet && options.json !== true;
  let offsets: ReadonlyMap<string, number> = new Map();
  let drawn = 0;
  let lastLine = '';
  let lastLineAt = 0;
  let lastState = '';
  const erase = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const read = async (): Promise<void> => {
    const { text, offsets: next } = await store.readEvents(run, offsets);
    offsets = next;
    for (const written of text.split('\n')) {
      if (written === '') continue;
      if (options.json === true) process.stdout.write(`${written}\n`);
      const event = JSON.parse(written) as RunEvent;
      progress.add(event);
      if (event.event === 'attempt-failed' && !live && !options.quiet && options.json !== true)
        out.write(
          `! ${event.trial ?? plan.tasks[event.task]?.id ?? ''} (attempt ${event.attempt}): ${event.error.message}\n`,
        );
      // That nothing goes on is told even where it lasts for a moment only.
      const state = stateText(progress);
      if (state !== lastState && state !== '' && !live) line();
      lastState = state;
    }
  };
  const line = (): void => {
    if (options.quiet || options.json === true) return;
    const text = summary(progress);
    if (text === lastLine) return;
    lastLine = text;
    lastLineAt = Date.now();
    out.write(`${text}\n`);
  };
  const draw = (): void => {
    if (options.quiet || options.json === true) return;
    if (!live) {
      if (Date.now() - lastLineAt >= 5000) line();
      return;
    }
    const width = Math.max(40, out.columns > 0 ? out.columns : 80);
    const rows = out.rows > 0 ? out.rows : 24;
    const lines = renderProgress(plan, progress, {
      width: width - 1,
      now: Date.now(),
      marks: colourMarks,
      maxRunning: 4,
    });
    erase();
    const shown = lines.slice(0, Math.max(4, rows - 2));
    out.write(`${shown.join('\n')}\n`);
    drawn = shown.length;
  };
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const tick = async (): Promise<void> => {
    await read();
    draw();
    if (!stopped) timer = setTimeout(() => void tick(), live ? 200 : 500);
  };
  void tick();
  return {
    progress,
    note(text) {
      if (options.quiet) return;
      erase();
      out.write(`${text}\n`);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await read();
      if (live) draw();
      else if (!options.quiet && options.json !== true) out.write(`${summary(progress)}\n`);
    },
  };
}

function summary(progress: RunProgress): string {
  const parts = progress
    .counts()
    .filter(({ cached, done, running, failing, trials }) => cached + done + running + failing > 0 || trials)
    .map(
      ({ name, total, cached, done, failing, trials }) =>
        `${name} ${cached + done}/${total}${failing > 0 ? ` (${failing} failed)` : ''}` +
        (trials === undefined ? '' : ` (${describeTrials(trials)})`),
    );
  const state = stateText(progress);
  return [parts.length === 0 ? 'starting' : parts.join('  '), ...(state === '' ? [] : [state])].join('; ');
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './errors.ts';
import { logFolder, type CommonOptions } from './places.ts';

interface LogsOptions extends CommonOptions {
  readonly task?: string;
  readonly level: string;
}

interface LogLine {
  readonly level: number;
  readonly time: number;
  readonly run?: string;
  readonly task?: string;
  readonly attempt?: number;
  readonly msg?: string;
}

const levels: Readonly<Record<string, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

/** What all workers of this state folder logged of a run, in the order of time. */
export async function logs(run: string, options: LogsOptions): Promise<void> {
  const least = levels[options.level];
  if (least === undefined) throw new UsageError(`--level ${options.level}: expected ${Object.keys(levels).join(', ')}`);
  const folder = logFolder(options);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const found = texts
    .flatMap((text) => text.split('\n').filter((line) => line.includes(run)))
    .map((text) => ({ text, line: parse(text) }))
    .filter(
      ({ line }) =>
        line?.run === run && line.level >= least && (options.task === undefined || line.task === options.task),
    )
    .sort((a, b) => (a.line?.time ?? 0) - (b.line?.time ?? 0));
  if (found.length === 0) {
    process.stderr.write(
      `nothing of level ${options.level} was logged of run '${run}'${options.task === undefined ? '' : ` and task '${options.task}'`} under ${folder}\n`,
    );
    return;
  }
  for (const { text, line } of found)
    process.stdout.write(`${options.json === true ? text : formatted(line as LogLine)}\n`);
}

/** A line that is being written, or cut by a crash, is passed over. */
function parse(text: string): LogLine | undefined {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return undefined;
  }
}

function formatted({ level, time, task, attempt, msg }: LogLine): string {
  const name = Object.entries(levels).find(([, number]) => number === level)?.[0] ?? String(level);
  const at = new Date(time).toISOString().replace('T', ' ').slice(0, 23);
  return `${at} ${name.padEnd(5)} ${task ?? ''}${attempt === undefined || attempt === 1 ? '' : ` (attempt ${attempt})`} ${msg ?? ''}`;
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** [observed, expected at -2 ... +2], or null where the fit failed. */
export type ClsNumbers = readonly number[] | null;

export interface PyhfResult {
  readonly scipy: ClsNumbers;
  /** Absent where iminuit is not installed. */
  readonly minuit?: ClsNumbers;
}

/** What pyhf makes of a workspace; see pyhf_model.py. */
export interface PyhfModel {
  readonly names: readonly string[];
  readonly inits: readonly number[];
  readonly bounds: readonly (readonly [number, number])[];
  readonly fixed: readonly boolean[];
  readonly auxdata: readonly number[];
  readonly twice_nll: readonly number[];
  /** By MINUIT, with HESSE and MINOS errors. */
  readonly fit: {
    readonly values: readonly number[];
    readonly errors: readonly number[];
    readonly correlation: readonly (readonly number[])[];
    readonly up: readonly (number | null)[];
    readonly down: readonly (number | null)[];
    readonly twice_nll: number;
  } | null;
}

/**
 * Runs a script of this folder in the Python that UMBRA_PYTHON names, with a JSON line for each task.
 * @returns the lines that it prints; a reason instead where there is no such Python
 */
export async function runReferee<T>(script: string, tasks: readonly object[]): Promise<readonly T[] | string> {
  const python = process.env.UMBRA_PYTHON;
  if (python === undefined) return 'UMBRA_PYTHON does not name a Python with pyhf';
  const child = spawn(python, [join(import.meta.dirname, script)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const failed = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('close', (code) => {
      resolve(code === 0 ? undefined : `${script} ended with ${code}`);
    });
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(tasks.map((task) => `${JSON.stringify(task)}\n`).join(''));
  const results: T[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const parsed = JSON.parse(line) as T & { readonly missing?: string };
    if (parsed.missing !== undefined) return parsed.missing;
    results.push(parsed);
  }
  return (await failed) ?? results;
}

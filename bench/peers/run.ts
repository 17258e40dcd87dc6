import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a peer's script prints, one JSON object a line. */
export type PeerLine = Readonly<Record<string, string | number>>;

/**
 * Runs a Python script beside this file with the interpreter that UMBRA_PYTHON names; each JSON line that it prints.
 * Nothing, and a word about it, where there is no such interpreter.
 * @param script name of the file in bench/peers
 */
export async function* runPeer(script: string, ...args: readonly string[]): AsyncGenerator<PeerLine> {
  const python = process.env.UMBRA_PYTHON;
  if (python === undefined) {
    console.log('peers skipped: UMBRA_PYTHON does not name a Python with the packages of the peers');
    return;
  }
  const child = spawn(python, [`bench/peers/${script}`, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const failed = new Promise<Error | undefined>((resolve) => {
    child.on('error', resolve);
    child.on('close', (code) => {
      resolve(code === 0 ? undefined : new Error(`${script} ended with ${code}`));
    });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const parsed = JSON.parse(line) as PeerLine;
    if (parsed.missing === undefined) yield parsed;
    else console.log(`peer skipped: ${parsed.missing}`);
  }
  const error = await failed;
  if (error !== undefined) console.log(`peers skipped: ${error.message}`);
}

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  InputError,
  type Notice,
  type NotifyTarget,
  type PlannedNotices,
  type SecretPlace,
} from '../../schemas/index.ts';
import { declaredRoots, requireInside } from '../preparation/index.ts';
import { withoutSecrets } from '../secrets.ts';

const seconds = 60;

export interface Sender {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether this worker may run programs that a campaign names. */
  readonly commands: boolean;
}

/**
 * Tells one target. What it answers or prints is kept nowhere, and no message here holds an address or a secret.
 * @throws InputError where trying again cannot help; Error otherwise
 */
export async function sendNotice(
  target: NotifyTarget,
  { folder }: Pick<PlannedNotices, 'folder'>,
  notice: Notice,
  sender: Sender,
): Promise<void> {
  const body = JSON.stringify(notice);
  if ('command' in target) await runCommand(target.command, folder, body, sender);
  else await callWebhook(target.webhook, folder, body, sender);
}

function runCommand(command: readonly string[], folder: string, body: string, sender: Sender): Promise<void> {
  const [program = '', ...args] = command;
  if (!sender.commands)
    throw new InputError('notify', `this worker runs no commands of campaigns, so not ${program}`, {
      mend: 'start it with --allow-commands, or use a webhook',
    });
  return new Promise((done, fail) => {
    const child = spawn(program.includes('/') ? resolve(folder, program) : program, args, {
      cwd: folder,
      env: withoutSecrets(sender.environment),
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      fail(new Error(`${program} cannot be run (${error.code ?? error.name})`));
    });
    child.once('close', (code, signal) => {
      if (code === 0) done();
      else fail(new Error(`${program} ended with ${signal === null ? `code ${code ?? ''}` : `signal ${signal}`}`));
    });
    // A program that does not read its input is none the worse for it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(body);
  });
}

type Webhook = Extract<NotifyTarget, { webhook: unknown }>['webhook'];

async function callWebhook(webhook: Webhook, folder: string, body: string, { environment }: Sender): Promise<void> {
  const read = (place: SecretPlace): Promise<string> => readSecret(place, folder, environment);
  const address = typeof webhook.url === 'string' ? webhook.url : await read(webhook.url);
  const token = webhook.token === undefined ? undefined : await read(webhook.token);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InputError('notify', 'the address of the webhook is none', { expected: 'https://...' });
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !local && (token !== undefined || typeof webhook.url !== 'string'))
    throw new InputError('notify', 'the webhook has a secret, but its address is not encrypted', {
      expected: 'https://...',
    });
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(seconds * 1000),
  }).catch((error: unknown) => {
    throw new Error(`the webhook could not be reached (${reasonOf(error)})`);
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}

/** The code of a network error: its message may hold the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : 'no reason given';
}

async function readSecret(place: SecretPlace, folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  if ('env' in place) {
    const value = environment[place.env];
    if (value !== undefined && value !== '') return value;
    throw new InputError('notify', `the worker's environment has no ${place.env}`, {
      mend: 'set it where the worker is started',
    });
  }
  const path = resolve(folder, place.file);
  requireInside(path, [folder, ...declaredRoots(environment)], 'the secret file', {});
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError('notify', `cannot read the secret file ${place.file}`);
  });
  return text.trim();
}

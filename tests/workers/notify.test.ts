import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { notifySchema, type Notice, type NotifyTarget } from '../../schemas/index.ts';
import { sendNotice } from '../../workers/notify/send.ts';
import { withoutSecrets } from '../../workers/secrets.ts';

const notice: Notice = { event: 'run', campaign: 'c', title: 'C', run: 'c-1', state: 'completed' };
const secret = 'correct-horse-battery-staple';
let folder: string;
let server: Server;
let received: { readonly headers: IncomingMessage['headers']; readonly body: string }[];
let status: number;
let address: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-notify-'));
  [received, status] = [[], 204];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (text: Buffer) => (body += text.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end(secret);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`;
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const send = (given: object, environment: NodeJS.ProcessEnv = {}, commands = true): Promise<void> => {
  const [target] = notifySchema.parse([given]) as [NotifyTarget];
  return sendNotice(target, { folder }, notice, { environment: { PATH: process.env.PATH, ...environment }, commands });
};

describe('a webhook', () => {
  test('gets the summary as JSON, with the token of a variable or of a file', async () => {
    await send({ webhook: { url: address, token: { env: 'UMBRA_SECRET_TOKEN' } } }, { UMBRA_SECRET_TOKEN: secret });
    await writeFile(join(folder, 'token'), `${secret}\n`);
    await send(
      { webhook: { url: { env: 'UMBRA_SECRET_HOOK' }, token: { file: 'token' } } },
      { UMBRA_SECRET_HOOK: `${address}?key=1` },
    );
    for (const { headers, body } of received) {
      expect(headers).toMatchObject({ authorization: `Bearer ${secret}`, 'content-type': 'application/json' });
      expect(JSON.parse(body)).toEqual(notice);
    }
    expect(received).toHaveLength(2);
  });

  test('that refuses, or is not there, fails with words that hold neither address nor secret', async () => {
    status = 503;
    const environment = { UMBRA_SECRET_HOOK: `${address}/${secret}` };
    const given = { webhook: { url: { env: 'UMBRA_SECRET_HOOK' } } };
    await expect(send(given, environment)).rejects.toThrow(/^the webhook answered 503$/);
    const gone = { UMBRA_SECRET_HOOK: `http://127.0.0.1:1/${secret}` };
    await expect(send(given, gone)).rejects.toThrow(/^the webhook could not be reached \([\w ]+\)$/);
    await expect(send(given, { UMBRA_SECRET_HOOK: secret })).rejects.not.toThrow(secret);
    await expect(send(given)).rejects.toThrow(/no UMBRA_SECRET_HOOK/);
  });

  test('with a token must be encrypted, but on this machine', async () => {
    const given = { webhook: { url: 'http://example.org/hook', token: { env: 'UMBRA_SECRET_TOKEN' } } };
    await expect(send(given, { UMBRA_SECRET_TOKEN: secret })).rejects.toThrow(/not encrypted/);
  });

  test.each([
    ['a password in the address', { url: 'https://me:secret@example.org/' }],
    ['a query, which may hold a key', { url: 'https://example.org/?key=secret' }],
    ['a secret written out', { url: 'https://example.org/', token: 'secret' }],
    ['a variable that is not for Umbra', { url: 'https://example.org/', token: { env: 'AWS_SECRET_ACCESS_KEY' } }],
    ['another protocol', { url: 'file:///etc/passwd' }],
  ])('is refused with %s', (_, webhook) => {
    expect(notifySchema.safeParse([{ webhook }]).success).toBe(false);
  });

  test('reads no secret outside of the campaign and the declared folders', async () => {
    const given = { webhook: { url: address, token: { file: '../outside' } } };
    await expect(send(given)).rejects.toMatchObject({ code: 'outside' });
    expect(received).toHaveLength(0);
  });
});

describe('a command', () => {
  const script = async (text: string): Promise<string> => {
    await writeFile(join(folder, 'tell.sh'), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, 'tell.sh'), 0o755);
    return './tell.sh';
  };

  test('runs in the campaign folder without a shell; the summary is its input, no secret its environment', async () => {
    const program = await script('cat > told.json; echo "$1" > argument; env > environment');
    const argument = '$(touch evil); `touch evil`';
    await send(
      { command: [program, argument] },
      { TEMPORAL_API_KEY: secret, UMBRA_SECRET_TOKEN: secret, KEPT: 'kept' },
    );
    expect(JSON.parse(await readFile(join(folder, 'told.json'), 'utf8'))).toEqual(notice);
    expect(await readFile(join(folder, 'argument'), 'utf8')).toBe(`${argument}\n`);
    const environment = await readFile(join(folder, 'environment'), 'utf8');
    expect(environment).toContain('KEPT=kept');
    expect(environment).not.toContain(secret);
    await expect(readFile(join(folder, 'evil'))).rejects.toThrow();
  });

  test('that fails is told by its code alone, not by what it prints', async () => {
    await expect(send({ command: [await script(`echo ${secret} >&2; exit 3`)] })).rejects.toThrow(
      /^\.\/tell\.sh ended with code 3$/,
    );
    await expect(send({ command: ['no-such-program-here'] })).rejects.toThrow(/cannot be run \(ENOENT\)/);
  });

  test('runs on no worker that was not allowed to', async () => {
    await expect(send({ command: [await script('touch ran')] }, {}, false)).rejects.toThrow(/--allow-commands/);
    await expect(readFile(join(folder, 'ran'))).rejects.toThrow();
  });
});

test('what is secret is taken out of an environment, the rest stays', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/root',
    UMBRA_STATE: '/s',
    UMBRA_XGBOOST: '/x',
    UMBRA_ROOTS: '/r',
    TEMPORAL_ADDRESS: 'a',
    CUDA_VISIBLE_DEVICES: '0',
  };
  const secrets = [
    'TEMPORAL_API_KEY',
    'TEMPORAL_API_KEY_FILE',
    'TEMPORAL_TLS_KEY',
    'UMBRA_CODEC_KEY',
    'UMBRA_CODEC_KEY_FILE',
    'UMBRA_SECRET_TOKEN',
    'UMBRA_SECRET_WEBHOOK',
  ];
  expect(withoutSecrets({ ...kept, ...Object.fromEntries(secrets.map((name) => [name, 'x'])) })).toEqual(kept);
});

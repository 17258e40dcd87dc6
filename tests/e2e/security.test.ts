import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Notice } from '../../schemas/index.ts';
import { copyNumbers, firstSamples, numbersPlugin, writeSamples } from '../support/numbers-campaign.ts';
import { freePort } from '../../temporal/free-port.ts';
import { createUmbra, type Finished, type Umbra } from '../support/umbra.ts';

/** Secrets as a person has them, planted where a campaign's processes could see them; none may turn up in anything that is kept or shown. */
const secrets = {
  TEMPORAL_API_KEY: 'planted-api-key-7f3a',
  TEMPORAL_TLS_KEY: '/planted/private-key-file',
  UMBRA_SECRET_TOKEN: 'planted-hook-token-91bc',
  // Becomes part of an address at which nobody listens.
  UMBRA_SECRET_LOST: 'planted-lost-hook-44de',
  UMBRA_CODEC_KEY: randomBytes(32).toString('base64'),
};

let server: Server;
let notices: { readonly authorization: string | undefined; readonly notice: Notice }[];
let address: string;
beforeAll(async () => {
  notices = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (text: Buffer) => (body += text.toString()));
    request.on('end', () => {
      notices.push({ authorization: request.headers.authorization, notice: JSON.parse(body) as Notice });
      response.end(`you sent ${request.headers.authorization ?? ''}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`;
});
afterAll(() => void server.close());

/** Every file under a folder that holds the text, in whatever form. */
async function holding(folder: string, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

/** A module that shows all it can see, in its result, its log and its failure. */
const curious = `
import { z } from 'zod';
const seen = () => JSON.stringify(process.env);
const base = { version: 1, queue: 'cpu', summary: 'x', params: z.strictObject({}), inputs: {} };
const outputs = { value: { type: 'json', schema: z.string() } };
export const look = { ...base, kind: 'look', outputs, async run({ outputs, log }) {
  log.warn({ seen: seen() }, seen());
  await outputs.value.write(seen());
} };
export const fall = { ...base, kind: 'fall', outputs, async run() {
  throw Object.assign(new Error(seen()), { name: 'InputError' });
} };
`;

async function writeCurious(umbra: Umbra): Promise<string> {
  const folder = join(umbra.state, '..', `${umbra.state.split('/').at(-1) ?? ''}-campaign`);
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  const zod = join(process.cwd(), 'node_modules', 'zod', 'index.js');
  await writeFile(join(folder, 'curious.mjs'), curious.replace("'zod'", JSON.stringify(zod)));
  const yaml = `campaign: curious
plugins: [curious.mjs]
notify:
  - { on: [failed], webhook: { url: '${address}', token: { env: UMBRA_SECRET_TOKEN } } }
  - { webhook: { url: { env: UMBRA_SECRET_LOST } } }
  - { on: [completed], command: [never-called] }
tasks:
  look: { kind: look }
  fall: { kind: fall }
`;
  const path = join(folder, 'campaign.yaml');
  await writeFile(path, yaml);
  return path;
}

describe('secrets of the environment', { timeout: 180_000 }, () => {
  let umbra: Umbra;
  let ran: Finished;
  beforeAll(async () => {
    const lost = `http://127.0.0.1:${await freePort()}/${secrets.UMBRA_SECRET_LOST}`;
    umbra = await createUmbra({ ...secrets, UMBRA_SECRET_LOST: lost, UMBRA_CODEC_KEY: '' });
    ran = await umbra.run('--log-level', 'debug', 'run', await writeCurious(umbra));
  }, 180_000);
  afterAll(() => umbra.remove());

  test('are in no log, history, manifest, event, record or message', async () => {
    expect(ran.code).toBe(1);
    for (const [name, secret] of Object.entries(secrets)) {
      if (name === 'UMBRA_CODEC_KEY') continue;
      expect(await holding(umbra.state, secret), name).toEqual([]);
      expect(`${ran.stdout}${ran.stderr}`, name).not.toContain(secret);
    }
    // The search does find what is there: what tasks saw of the environment.
    expect((await holding(umbra.state, 'UMBRA_ROOTS')).length).toBeGreaterThan(0);
    expect(await holding(join(umbra.state, 'server'), 'curious')).not.toEqual([]);
  });

  test('reach the webhook that they are for, with what failed; one that cannot be told is said and fails nothing', async () => {
    expect(notices).toHaveLength(1);
    const [{ authorization, notice } = { authorization: '', notice: undefined }] = notices;
    expect(authorization).toBe(`Bearer ${secrets.UMBRA_SECRET_TOKEN}`);
    expect(notice).toMatchObject({ event: 'run', campaign: 'curious', state: 'failed', tasks: { done: 1, failed: 1 } });
    expect(notice?.failed?.[0]).toMatchObject({ task: 'fall', type: 'InputError' });
    const said = (await umbra.events()).flatMap((event) => (event.event === 'notice' ? [event.message] : []));
    expect(said.length).toBeGreaterThan(1);
    expect(new Set(said)).toEqual(new Set(['notify 2: the webhook could not be reached (ECONNREFUSED)']));
    expect((await umbra.records())[0]?.tasks.look?.state).toBe('done');
  });
});

describe('the payload codec', { timeout: 240_000 }, () => {
  const withCodec = async (key: string) => {
    const umbra = await createUmbra({ UMBRA_CODEC_KEY: key });
    const folder = join(umbra.state, 'campaign');
    const path = await copyNumbers(folder, (yaml) => yaml);
    await writeSamples(join(folder, 'data'), firstSamples);
    expect((await umbra.run('schedule', 'create', path, '--every', '30d', '--name', 'nightly')).code).toBe(0);
    const { code, stdout } = await umbra.run('schedule', 'trigger', 'nightly', '--wait');
    expect(code).toBe(0);
    expect(stdout).toMatch(/retrained: 2 promoted/);
    expect((await umbra.run('schedule', 'list')).stdout).toMatch(/retrained: 2 promoted/);
    const history = join(umbra.state, 'server');
    return {
      umbra,
      held: await Promise.all([folder, '2 promoted', numbersPlugin].map((text) => holding(history, text))),
    };
  };

  test('hides what workflows and activities say from the server; without it the server holds it', async () => {
    const hidden = await withCodec(secrets.UMBRA_CODEC_KEY);
    expect(hidden.held).toEqual([[], [], []]);
    expect(await holding(hidden.umbra.state, secrets.UMBRA_CODEC_KEY)).toEqual([]);
    await hidden.umbra.remove();
    const open = await withCodec('');
    expect(open.held[0]?.length).toBeGreaterThan(0);
    expect(open.held[1]?.length).toBeGreaterThan(0);
    await open.umbra.remove();
  });
});

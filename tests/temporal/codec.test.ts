import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { fc } from '../support/properties.ts';
import { expect, test } from 'vitest';
import { dataConverter, encryptionCodec } from '../../temporal/index.ts';

const key = randomBytes(32);
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload<unknown>(value);

test('what is encrypted comes back as it was, whatever it is', async () => {
  const codec = encryptionCodec([key]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 4 }), async (values) => {
      const back = await codec.decode(await codec.encode(values.map(payload)));
      expect(back.map((one) => defaultPayloadConverter.fromPayload(one))).toEqual(
        values.map((value) => JSON.parse(JSON.stringify(value)) as unknown),
      );
    }),
  );
});

test('nothing of it can be read, and no two encryptions are alike', async () => {
  const codec = encryptionCodec([key]);
  const [one, other] = await codec.encode([payload('planted text'), payload('planted text')]);
  const bytes = (given: Payload | undefined): Buffer => Buffer.from(given?.data ?? []);
  expect(bytes(one).includes('planted')).toBe(false);
  expect(bytes(one).equals(bytes(other))).toBe(false);
});

test('a changed byte and an unknown key are told', async () => {
  const codec = encryptionCodec([key]);
  const [sealed] = (await codec.encode([payload({ a: 1 })])) as [Payload];
  const data = Buffer.from(sealed.data ?? []);
  data[20] = (data[20] ?? 0) ^ 1;
  await expect(codec.decode([{ ...sealed, data }])).rejects.toThrow();
  await expect(encryptionCodec([randomBytes(32)]).decode([sealed])).rejects.toThrow(/does not have/);
});

test('a new key encrypts while the old one still decrypts; what was never encrypted passes', async () => {
  const [sealed] = (await encryptionCodec([key]).encode([payload(1)])) as [Payload];
  const both = encryptionCodec([randomBytes(32), key]);
  expect((await both.decode([sealed, payload(2)])).map((one) => defaultPayloadConverter.fromPayload(one))).toEqual([
    1, 2,
  ]);
});

test('keys come from a file or a variable; a wrong one is refused without being shown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'umbra-codec-'));
  try {
    await writeFile(join(folder, 'keys'), `${randomBytes(32).toString('base64')}\n${key.toString('base64')}\n`);
    expect((await dataConverter({ UMBRA_CODEC_KEY_FILE: join(folder, 'keys') }))?.payloadCodecs).toHaveLength(1);
    expect(await dataConverter({})).toBeUndefined();
    await expect(dataConverter({ UMBRA_CODEC_KEY: 'planted' })).rejects.toThrow(
      /^a codec key must be 32 bytes(?!.*planted)/,
    );
    await expect(dataConverter({ UMBRA_CODEC_KEY_FILE: join(folder, 'absent') })).rejects.toThrow(/ENOENT/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';

const cipherName = 'aes-256-gcm';
const encoding = 'binary/encrypted';
const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Encrypts what workflows and activities say to each other before it leaves the process (AES-256-GCM, a fresh nonce each). The first key
 * encrypts; all of them decrypt, so that a key can be changed while workflows run.
 */
export function encryptionCodec(keys: readonly Buffer[]): PayloadCodec {
  const known = keys.map((bytes): Key => ({
    id: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    bytes,
  }));
  const [first] = known;
  if (first === undefined) throw new Error('a codec needs a key');
  return {
    // What they throw is a rejection: the engine awaits them.
    encode: (payloads) => attempt(() => payloads.map((payload) => encrypt(payload, first))),
    decode: (payloads) =>
      attempt(() => payloads.map((payload) => (isSealed(payload) ? decrypt(payload, known) : payload))),
  };
}

const attempt = <T>(work: () => T): Promise<T> => Promise.resolve().then(work);

const isSealed = ({ metadata }: Payload): boolean => text(metadata?.encoding) === encoding;

function encrypt({ metadata, data }: Payload, { id, bytes }: Key): Payload {
  const plain = JSON.stringify({
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    ),
    data: Buffer.from(data ?? []).toString('base64'),
  });
  const nonce = randomBytes(12);
  const cipher = createCipheriv(cipherName, bytes, nonce);
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return {
    metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) },
    data: Buffer.concat([nonce, cipher.getAuthTag(), sealed]),
  };
}

function decrypt({ metadata, data }: Payload, keys: readonly Key[]): Payload {
  const id = text(metadata?.['encryption-key-id']);
  const key = keys.find((one) => one.id === id);
  if (key === undefined) throw new Error(`a payload is encrypted with the key ${id}, which this process does not have`);
  const bytes = Buffer.from(data ?? []);
  const decipher = createDecipheriv(cipherName, key.bytes, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  const found = JSON.parse(plain) as { metadata: Record<string, string>; data: string };
  return {
    metadata: Object.fromEntries(
      Object.entries(found.metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
    ),
    data: Buffer.from(found.data, 'base64'),
  };
}

/**
 * The data converter that the environment asks for: UMBRA_CODEC_KEY_FILE (a path) or UMBRA_CODEC_KEY hold base64 keys of 32 bytes, one a
 * line. Undefined without either. Every client and worker of a namespace needs the same.
 */
export async function dataConverter(environment: NodeJS.ProcessEnv): Promise<DataConverter | undefined> {
  const path = environment.UMBRA_CODEC_KEY_FILE ?? '';
  const given = path === '' ? (environment.UMBRA_CODEC_KEY ?? '') : await readKeys(path);
  const lines = given.split(/\s+/).filter((line) => line !== '');
  if (lines.length === 0) {
    if (path !== '') throw new Error('UMBRA_CODEC_KEY_FILE holds no key');
    return undefined;
  }
  const keys = lines.map((line) => Buffer.from(line, 'base64'));
  if (keys.some((key) => key.length !== 32))
    throw new Error('a codec key must be 32 bytes in base64: openssl rand -base64 32 makes one');
  return { payloadCodecs: [encryptionCodec(keys)] };
}

async function readKeys(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(
      `UMBRA_CODEC_KEY_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`,
    );
  });
}

import { createHash } from 'node:crypto';

const digestBytes = 32;
const digest = (content: Uint8Array | string): Buffer => createHash('sha256').update(content).digest();

/** `content` with its sha256 before it: files that are not named after their content can be checked too. */
export function seal(content: Uint8Array): Uint8Array {
  return Buffer.concat([digest(content), content]);
}

/** The content of what `seal` made; undefined when it was altered or cut short. */
export function unseal(file: Uint8Array): Uint8Array | undefined {
  const content = file.subarray(digestBytes);
  return digest(content).equals(file.subarray(0, digestBytes)) ? content : undefined;
}

/** An object as JSON text whose first member is the sha256 of the text without it. */
export function sealJson(value: object): string {
  const text = JSON.stringify(value);
  return `{"sha256":"${digest(text).toString('hex')}",${text.slice(1)}`;
}

/** What `sealJson` was given; undefined when the text was altered or cut short. */
export function unsealJson(file: string): unknown {
  const [, sha256, rest] = /^\{"sha256":"([0-9a-f]{64})",([^]*)$/.exec(file) ?? [];
  if (sha256 === undefined || digest(`{${rest ?? ''}`).toString('hex') !== sha256) return undefined;
  return JSON.parse(`{${rest ?? ''}`);
}

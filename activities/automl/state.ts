import { decodeBlobs, encodeBlobs } from '../stages/index.ts';
import type { TrainedMember } from './member.ts';

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A trained member as a checkpoint holds it. */
export const encodeMember = ({ iterations, model, train, validation }: TrainedMember): Uint8Array =>
  encodeBlobs([new TextEncoder().encode(String(iterations)), model, bytesOf(train), bytesOf(validation)]);

export function decodeMember(bytes: Uint8Array): TrainedMember {
  const [iterations, model, train, validation] = decodeBlobs(bytes) ?? [];
  if (iterations === undefined || model === undefined || train === undefined || validation === undefined)
    throw new Error('a checkpoint of a portfolio is damaged');
  return {
    iterations: Number(new TextDecoder().decode(iterations)),
    model,
    train: new Float32Array(train.buffer),
    validation: new Float32Array(validation.buffer),
  };
}

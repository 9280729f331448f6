import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { passphraseBytes } from '../../domain/vault/passphrase.ts';
import {
  CURRENT_STRETCH,
  KEY_BYTES,
  LEAST_STRETCH,
  MOST_STRETCH,
  SALT_BYTES,
  type KeyStretching,
  type StretchParameters,
} from './key-stretching.ts';
import { IV_BYTES, randomBytes, TAG_BYTES } from './random-bytes.ts';

const within = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const bytes = (length: number) =>
  v.pipe(
    v.instance(Uint8Array),
    v.check((value) => value.length === length),
  );

/** A key that only a passphrase opens. Everything needed to open it stands in it, in the clear. */
export const KeyEnvelopeSchema = v.strictObject({
  memoryKiB: within(LEAST_STRETCH.memoryKiB, MOST_STRETCH.memoryKiB),
  iterations: within(LEAST_STRETCH.iterations, MOST_STRETCH.iterations),
  parallelism: within(LEAST_STRETCH.parallelism, MOST_STRETCH.parallelism),
  salt: bytes(SALT_BYTES),
  iv: bytes(IV_BYTES),
  /** AES-256-GCM of the 32 bytes, tag included. */
  wrapped: bytes(KEY_BYTES + TAG_BYTES),
});
export type KeyEnvelope = v.InferOutput<typeof KeyEnvelopeSchema>;

/** What an envelope may be used for: one made for a backup does not open the vault. */
export type EnvelopePurpose = 'vault' | 'backup';

/** Wraps 32 secret bytes with what a passphrase becomes under the current parameters. */
export async function closeEnvelope(
  secret: Uint8Array<ArrayBuffer>,
  passphrase: string,
  purpose: EnvelopePurpose,
  stretching: KeyStretching,
  strength: Omit<StretchParameters, 'salt'> = CURRENT_STRETCH,
): Promise<KeyEnvelope> {
  const parameters = { ...strength, salt: randomBytes(SALT_BYTES) };
  const key = await wrappingKey(passphrase, parameters, stretching, 'encrypt');
  const iv = randomBytes(IV_BYTES);
  const wrapped = await crypto.subtle.encrypt(gcm(iv, parameters, purpose), key, secret);
  return { ...parameters, iv, wrapped: new Uint8Array(wrapped) };
}

/**
 * The 32 secret bytes; the caller wipes them when they have become a key. A wrong passphrase is found by the tag of the
 * wrapped key: no stored text is touched, and nothing tells how wrong it was.
 * @throws ReadroomError `vault/wrong-passphrase`
 */
export async function openEnvelope(
  envelope: KeyEnvelope,
  passphrase: string,
  purpose: EnvelopePurpose,
  stretching: KeyStretching,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await wrappingKey(passphrase, envelope, stretching, 'decrypt');
  try {
    const iv = new Uint8Array(envelope.iv);
    const wrapped = new Uint8Array(envelope.wrapped);
    return new Uint8Array(await crypto.subtle.decrypt(gcm(iv, envelope, purpose), key, wrapped));
  } catch {
    throw new ReadroomError('vault/wrong-passphrase');
  }
}

/** Was it closed with less than a new one would be? */
export function isOutdated({ memoryKiB, iterations }: KeyEnvelope): boolean {
  return memoryKiB < CURRENT_STRETCH.memoryKiB || iterations < CURRENT_STRETCH.iterations;
}

async function wrappingKey(
  passphrase: string,
  parameters: StretchParameters,
  stretching: KeyStretching,
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const typed = passphraseBytes(passphrase);
  const raw = await stretching.stretch(typed, parameters);
  try {
    return await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, [use]);
  } finally {
    typed.fill(0);
    raw.fill(0);
  }
}

/** The parameters are bound to what they protect: whoever changes them gets no key. */
function gcm(
  iv: Uint8Array<ArrayBuffer>,
  parameters: StretchParameters,
  purpose: EnvelopePurpose,
): AesGcmParams {
  const { memoryKiB, iterations, parallelism } = parameters;
  const bound = `readroom/envelope/1/${purpose}/argon2id/${memoryKiB}/${iterations}/${parallelism}`;
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(bound) };
}

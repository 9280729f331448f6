/** NIST SP 800-63B-4 asks for 15 where a passphrase is all there is; a sentence has that easily. */
export const MIN_PASSPHRASE_CHARACTERS = 15;
/** Longer is a file pasted by mistake. */
export const MAX_PASSPHRASE_CHARACTERS = 1_000;

/** What is wrong with a new passphrase, for the person who chooses it; null when it will do. */
export function passphraseFault(passphrase: string): string | null {
  const { length } = Array.from(passphrase.normalize('NFKC'));
  if (length < MIN_PASSPHRASE_CHARACTERS)
    return `Use at least ${MIN_PASSPHRASE_CHARACTERS} characters; this has ${length}.`;
  if (length > MAX_PASSPHRASE_CHARACTERS) return `Use at most ${MAX_PASSPHRASE_CHARACTERS} characters.`;
  if (new Set(passphrase).size < 5) return 'Use more different characters.';
  return null;
}

/** The same passphrase from every keyboard: composed and decomposed accents are one. */
export function passphraseBytes(passphrase: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(passphrase.normalize('NFKC'));
}

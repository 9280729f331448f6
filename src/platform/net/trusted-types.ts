/** The part of the browser's Trusted Types that Readroom uses; TypeScript's DOM library has no types for it yet. */
export interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

/** What a page that tries to start a foreign script is told; the self-test knows the refusal by it. */
export const SCRIPT_REFUSED = 'Refused a script from elsewhere.';

/**
 * The one policy of the page: worker scripts may come from our own origin, or from a blob that our own origin made
 * (wllama starts its worker so). Everything else is refused, and so is every string meant as HTML or script, since the
 * policy has no rule for them.
 * @throws TypeError for a foreign address
 */
export function ownScriptUrl(url: string, origin: string): string {
  const resolved = URL.canParse(url, `${origin}/`) ? new URL(url, `${origin}/`) : null;
  // A blob's address carries the origin of the page that made it; URL.origin unwraps it.
  const own = resolved !== null && resolved.origin === origin && origin !== 'null';
  const plain = resolved !== null && ['http:', 'https:', 'blob:'].includes(resolved.protocol);
  if (!own || !plain) throw new TypeError(SCRIPT_REFUSED);
  return url;
}

/** Call once, before the first worker starts. Does nothing where the browser has no Trusted Types. */
export function installTrustedTypes(
  scope: { readonly trustedTypes?: TrustedTypesFactory; readonly origin: string } = globalThis,
): void {
  scope.trustedTypes?.createPolicy('default', { createScriptURL: (url) => ownScriptUrl(url, scope.origin) });
}

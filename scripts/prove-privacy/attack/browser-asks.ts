import { publicHostOf, urlOf, type Target } from './target.ts';

const CHALLENGE = new Uint8Array(32);
const TOTAL = { total: { label: 'x', amount: { currency: 'USD', value: '1' } } };

/**
 * Ways out on which the browser itself goes on the page's behalf, to a host that the page names: past what a content
 * policy governs, or past the page's life.
 */
export const BROWSER_ASKS = {
  'web-authn-get': (to: Target): unknown =>
    navigator.credentials.get({ publicKey: { challenge: CHALLENGE, rpId: publicHostOf(to) } }),
  'web-authn-create': (to: Target): unknown =>
    navigator.credentials.create({
      publicKey: {
        challenge: CHALLENGE,
        rp: { id: publicHostOf(to), name: 'x' },
        user: { id: CHALLENGE, name: 'x', displayName: 'x' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      },
    }),
  'web-authn-signal': (to: Target): unknown =>
    PublicKeyCredential.signalUnknownCredential({ rpId: publicHostOf(to), credentialId: 'AAAA' }),
  'fed-cm': (to: Target): unknown => {
    const configURL = `https://${publicHostOf(to)}/config.json?text=${to.canary}`;
    const identity = { providers: [{ configURL, clientId: to.canary }] };
    return navigator.credentials.get({ identity } as CredentialRequestOptions);
  },
  'payment-method': (to: Target): unknown =>
    new PaymentRequest([{ supportedMethods: `https://${publicHostOf(to)}/pay` }], TOTAL).canMakePayment(),
  'notification-icon': (to: Target): unknown => new Notification('x', { icon: urlOf(to) }),
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;

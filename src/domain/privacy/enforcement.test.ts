import { describe, expect, it } from 'vitest';
import { judgeEnforcement, type Observed } from './enforcement.ts';
import { RESPONSE_HEADERS } from './response-headers.ts';

const SENT = Object.fromEntries(
  Object.entries(RESPONSE_HEADERS).map(([name, value]) => [name.toLowerCase(), value]),
);
const WHOLE: Observed = {
  headers: SENT,
  workerHeaders: SENT,
  allowlistRefused: true,
  policyRefused: true,
  isolated: true,
};
const policy = SENT['content-security-policy'] ?? '';

const missing = (observed: Observed): Record<string, unknown> =>
  Object.fromEntries(
    judgeEnforcement(observed).layers.flatMap(({ layer, state, cause }) =>
      state === 'missing' ? [[layer, cause]] : [],
    ),
  );

describe('what the browser enforces', () => {
  it('is complete when every layer was sent and was seen to act', () => {
    expect(judgeEnforcement(WHOLE)).toMatchObject({ complete: true });
    expect(missing(WHOLE)).toEqual({});
  });

  it('is judged by what acted where nobody answers for the headers', () => {
    expect(missing({ ...WHOLE, headers: null })).toEqual({});
    expect(missing({ ...WHOLE, headers: null, allowlistRefused: false })).toEqual({
      allowlist: 'not-enforced',
    });
  });

  it.each([
    ['allowlistRefused', 'allowlist'],
    ['policyRefused', 'content-policy'],
    ['isolated', 'isolation'],
  ])('is not complete when %s was not seen, whatever was sent', (sign, layer) => {
    expect(missing({ ...WHOLE, [sign]: false })).toEqual({ [layer]: 'not-enforced' });
    expect(judgeEnforcement({ ...WHOLE, [sign]: false }).complete).toBe(false);
  });

  it.each([
    ['connection-allowlist', 'allowlist'],
    ['content-security-policy', 'content-policy'],
    ['cross-origin-embedder-policy', 'isolation'],
  ])('lacks a layer when %s is not sent', (name, layer) => {
    const headers = Object.fromEntries(Object.entries(SENT).filter(([key]) => key !== name));
    expect(missing({ ...WHOLE, headers })).toEqual({ [layer]: 'not-sent' });
  });

  it.each([
    policy.replace("connect-src 'self'", "connect-src https: 'self'"),
    policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    policy.replace("form-action 'none'; ", ''),
    `connect-src *; ${policy}`,
    // They go before what ours leave to default-src and script-src.
    `${policy}; frame-src *`,
    `${policy}; script-src-elem 'self' 'unsafe-inline'`,
    // Without its word it demands nothing.
    policy.replace("require-trusted-types-for 'script'", 'require-trusted-types-for'),
    // A report carries the address that was refused, words and all.
    `${policy}; report-uri https://collector.example/`,
    `${policy}, default-src 'self'; report-to elsewhere`,
    "default-src 'self'",
  ])('lacks the content policy when it is weaker: %s', (weaker) => {
    const headers = { ...SENT, 'content-security-policy': weaker };
    expect(missing({ ...WHOLE, headers })).toEqual({ 'content-policy': 'weaker' });
  });

  it('lacks the content policy when another one, which refuses nothing, has reports sent', () => {
    const headers = { ...SENT, 'content-security-policy-report-only': "img-src 'none'; report-uri /collect" };
    expect(missing({ ...WHOLE, headers })).toEqual({ 'content-policy': 'weaker' });
  });

  it.each(['reporting-endpoints', 'report-to', 'nel'])(
    'lacks the allowlist when %s has the browser send reports',
    (name) => {
      const headers = { ...SENT, [name]: 'allowlist="https://collector.example/"' };
      expect(missing({ ...WHOLE, headers })).toEqual({ allowlist: 'weaker' });
    },
  );

  it.each([
    ['connection-allowlist', 'allowlist'],
    ['content-security-policy', 'content-policy'],
    ['cross-origin-embedder-policy', 'isolation'],
  ])('lacks a layer when %s comes with the page and not with a worker', (name, layer) => {
    const workerHeaders = Object.fromEntries(Object.entries(SENT).filter(([key]) => key !== name));
    expect(missing({ ...WHOLE, workerHeaders })).toEqual({ [layer]: 'not-for-workers' });
  });

  it('has it when a site adds to it', () => {
    const stricter = {
      ...SENT,
      'content-security-policy': `${policy}; sandbox allow-scripts, default-src 'self'`,
    };
    expect(missing({ ...WHOLE, headers: stricter })).toEqual({});
  });

  it.each(['(response-origin "https://elsewhere.example")', '*', ''])(
    'lacks the allowlist when it names more than our origin: %s',
    (value) => {
      const headers = { ...SENT, 'connection-allowlist': value };
      expect(missing({ ...WHOLE, headers })).toEqual({ allowlist: 'weaker' });
    },
  );
});

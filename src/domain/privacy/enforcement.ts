import { RESPONSE_HEADERS } from './response-headers.ts';

/** What keeps findings in, from the outside in. */
export const LAYERS = ['allowlist', 'content-policy', 'isolation'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a page can see of what its browser enforces. */
export interface Observed {
  /** Headers of the page as they were received, names in lower case; null when nobody answered. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** The browser reported that the allowlist refused a peer connection. */
  readonly allowlistRefused: boolean;
  /** The browser reported that the content policy refused a connection. */
  readonly policyRefused: boolean;
  /** `crossOriginIsolated` */
  readonly isolated: boolean;
}

export interface LayerState {
  readonly layer: Layer;
  readonly state: 'enforced' | 'missing';
  /**
   * Why it is missing: the server does not send it, sends something weaker, or sends it and the browser does not act on
   * it. Null where it is enforced.
   */
  readonly cause: 'not-sent' | 'weaker' | 'not-enforced' | null;
}

export interface Enforcement {
  readonly layers: readonly LayerState[];
  /** Nothing is missing. */
  readonly complete: boolean;
}

/** A layer counts only when the browser showed that it acts on it and the header, where one was seen, is not weaker. */
export function judgeEnforcement(observed: Observed): Enforcement {
  const { headers } = observed;
  const layers: LayerState[] = [
    judge('allowlist', observed.allowlistRefused, headers && allowlistAsSent(headers)),
    judge('content-policy', observed.policyRefused, headers && policyAsSent(headers)),
    judge('isolation', observed.isolated, headers && isolationAsSent(headers)),
  ];
  return { layers, complete: layers.every(({ state }) => state === 'enforced') };
}

type AsSent = 'whole' | 'not-sent' | 'weaker';

function judge(layer: Layer, acted: boolean, sent: AsSent | null): LayerState {
  if (sent === 'not-sent' || sent === 'weaker') return { layer, state: 'missing', cause: sent };
  return acted
    ? { layer, state: 'enforced', cause: null }
    : { layer, state: 'missing', cause: 'not-enforced' };
}

function allowlistAsSent(headers: Readonly<Record<string, string>>): AsSent {
  const value = headers['connection-allowlist'];
  if (value === undefined) return 'not-sent';
  // The list itself is the part in brackets; what follows are parameters.
  return /^\(response-origin\)(?:;|$)/.test(value.trim()) ? 'whole' : 'weaker';
}

/** One of the policies sent must hold every directive of ours with no more sources; others can only narrow it. */
function policyAsSent(headers: Readonly<Record<string, string>>): AsSent {
  const value = headers['content-security-policy'];
  if (value === undefined) return 'not-sent';
  const ours = directives(RESPONSE_HEADERS['Content-Security-Policy'] ?? '');
  const strict = value.split(',').some((policy) => {
    const sent = directives(policy);
    return [...ours].every(([name, allowed]) => {
      const sources = sent.get(name);
      return sources?.every((source) => allowed.includes(source)) ?? false;
    });
  });
  return strict ? 'whole' : 'weaker';
}

function directives(policy: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const part of policy.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    // A browser heeds the first of a name.
    if (name !== '' && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), sources);
  }
  return found;
}

function isolationAsSent(headers: Readonly<Record<string, string>>): AsSent {
  const names = ['Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy'];
  const sent = names.map((name) => headers[name.toLowerCase()]);
  if (sent.includes(undefined)) return 'not-sent';
  return names.every((name, index) => sent[index] === RESPONSE_HEADERS[name]) ? 'whole' : 'weaker';
}

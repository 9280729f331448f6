import { RESPONSE_HEADERS } from './response-headers.ts';

/** What keeps findings in, from the outside in. */
export const LAYERS = ['allowlist', 'content-policy', 'isolation'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a page can see of what its browser enforces. */
export interface Observed {
  /** Headers of the page as they were received, names in lower case; null when nobody answered. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** The same of a worker's script: a worker is bound by the headers that its own script came with. */
  readonly workerHeaders: Readonly<Record<string, string>> | null;
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
   * Why it is missing: the server does not send it, sends something weaker, sends it with the page and not as strict with
   * its workers, or sends it and the browser does not act on it. Null where it is enforced.
   */
  readonly cause: 'not-sent' | 'weaker' | 'not-for-workers' | 'not-enforced' | null;
}

export interface Enforcement {
  readonly layers: readonly LayerState[];
  /** Nothing is missing. */
  readonly complete: boolean;
}

/** A layer counts only when the browser showed that it acts on it and the header, where one was seen, is not weaker. */
export function judgeEnforcement(observed: Observed): Enforcement {
  const layers: LayerState[] = [
    judge('allowlist', observed.allowlistRefused, observed, allowlistAsSent),
    judge('content-policy', observed.policyRefused, observed, policyAsSent),
    judge('isolation', observed.isolated, observed, isolationAsSent),
  ];
  return { layers, complete: layers.every(({ state }) => state === 'enforced') };
}

type Headers = Readonly<Record<string, string>>;
type AsSent = 'whole' | 'not-sent' | 'weaker';

function judge(
  layer: Layer,
  acted: boolean,
  { headers, workerHeaders }: Observed,
  look: (headers: Headers) => AsSent,
): LayerState {
  const page = headers === null ? 'whole' : look(headers);
  if (page !== 'whole') return { layer, state: 'missing', cause: page };
  if (!acted) return { layer, state: 'missing', cause: 'not-enforced' };
  return workerHeaders === null || look(workerHeaders) === 'whole'
    ? { layer, state: 'enforced', cause: null }
    : { layer, state: 'missing', cause: 'not-for-workers' };
}

/** With these the browser sends reports of what it refused, addresses with all that stands in them, to a named host. */
const REPORTING = ['reporting-endpoints', 'report-to', 'nel'];

function allowlistAsSent(headers: Headers): AsSent {
  const value = headers['connection-allowlist'];
  if (value === undefined) return 'not-sent';
  if (REPORTING.some((name) => headers[name] !== undefined)) return 'weaker';
  // The list itself is the part in brackets; what follows are parameters.
  return /^\(response-origin\)(?:;|$)/.test(value.trim()) ? 'whole' : 'weaker';
}

/** One of the policies sent must be as strict as ours; others can only narrow it, unless they have reports sent. */
function policyAsSent(headers: Headers): AsSent {
  const value = headers['content-security-policy'];
  if (value === undefined) return 'not-sent';
  const policies = value.split(',').map(directives);
  const onlyReports = directives(headers['content-security-policy-report-only'] ?? '');
  const reports = [...policies, onlyReports].some((sent) => sent.has('report-uri') || sent.has('report-to'));
  return !reports && policies.some(isStrict) ? 'whole' : 'weaker';
}

const OURS = directives(RESPONSE_HEADERS['Content-Security-Policy'] ?? '');
/** Here a word demands something; everywhere else it allows something. */
const DEMANDS: ReadonlySet<string> = new Set(['require-trusted-types-for', 'webrtc']);
/** They take from a page, whatever they say. */
const NARROWS: ReadonlySet<string> = new Set(['sandbox', 'upgrade-insecure-requests']);

/** Every directive of ours with no more sources, and no other that allows anything: `frame-src *` goes before default-src. */
function isStrict(sent: ReadonlyMap<string, readonly string[]>): boolean {
  const names = new Set([...OURS.keys(), ...sent.keys()]);
  return [...names].every((name) => {
    if (NARROWS.has(name)) return true;
    const allowed = OURS.get(name) ?? ["'none'"];
    const sources = sent.get(name);
    if (sources === undefined) return false;
    if (DEMANDS.has(name)) return allowed.every((word) => sources.includes(word));
    return sources.every((source) => allowed.includes(source));
  });
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

function isolationAsSent(headers: Headers): AsSent {
  const names = ['Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy'];
  const sent = names.map((name) => headers[name.toLowerCase()]);
  if (sent.includes(undefined)) return 'not-sent';
  return names.every((name, index) => sent[index] === RESPONSE_HEADERS[name]) ? 'whole' : 'weaker';
}

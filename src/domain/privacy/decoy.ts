import { err, ok, type Result } from '../result.ts';
import type { ChannelId } from './channels.ts';
import { ReadroomError } from '../errors/readroom-error.ts';

/** `.invalid` is reserved never to resolve (RFC 6761, section 6.4): with it nothing is ever reached, whatever leaks. */
export const DEFAULT_DECOY = 'decoy.invalid';

/** Longer is no host name (RFC 1035, section 2.3.4), with room for a port. */
const MAX_CHARACTERS = 260;
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/**
 * The decoy that a reviewer names: a host of theirs, with a port where it needs one, such as `10.0.0.7:8080`.
 * @param ownHost of this page: an answer of our own server would look like a leak
 */
export function parseDecoy(text: string, ownHost: string): Result<string, ReadroomError> {
  const host = text.trim().toLowerCase();
  if (host.length > MAX_CHARACTERS || !HOST.test(host) || host.includes('..')) {
    return err(new ReadroomError('privacy/bad-decoy'));
  }
  if (host === ownHost.toLowerCase()) return err(new ReadroomError('privacy/own-decoy'));
  return ok(host);
}

/** The channel's own address at the decoy; `base` is the decoy's host and, behind a slash, the canary of the run. */
export function decoyUrl(base: string, channel: string, scheme: string): string {
  return `${scheme}://${base}/${channel}`;
}

/** They hand text to a sink that Trusted Types guard; no address is named then. */
const SINKS: ReadonlySet<ChannelId> = new Set(['script', 'object', 'embed', 'srcdoc', 'speculation-rules']);
/** They lead a frame somewhere; the origin alone is named then. */
const FRAMES: ReadonlySet<ChannelId> = new Set([
  ...(['object', 'embed', 'iframe', 'form-get', 'form-post'] as const),
  ...(['frame-location', 'frame-link', 'frame-refresh', 'frame-download'] as const),
]);

/**
 * Whether what the browser says was stopped is that channel's try, and not a slower one's before it.
 * @param blocked a violation's blockedURI, which may also be a keyword such as `trusted-types-sink`
 */
export function isAbout(blocked: string, base: string, channel: ChannelId): boolean {
  if (!URL.canParse(blocked)) return blocked === 'trusted-types-sink' && SINKS.has(channel);
  const { host, pathname } = new URL(blocked);
  const [decoyHost] = base.split('/');
  return (
    host === decoyHost && (pathname === '/' ? FRAMES.has(channel) : pathname.split('/').at(-1) === channel)
  );
}

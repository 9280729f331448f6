import type { Observed } from '../../../domain/privacy/enforcement.ts';
import type { Clock } from '../../clock/clock.ts';
import { within } from '../../clock/within.ts';
import type { OriginFetch } from '../../net/origin-fetch.ts';
import { PAGE_PATH, type OwnPath } from '../../net/own-path.ts';
import { isRefusal, type AllowlistReport } from './allowlist-report.ts';

/** Reports come within milliseconds; a browser that sends none within this enforces nothing, ms. */
const REPORT_LIMIT_MS = 2_000;
/** A server that says nothing for so long is taken for absent, ms. */
const PAGE_LIMIT_MS = 5_000;
/** Opens no connection in any browser, and the content policy has no place for it. */
const BLOCKED_SCHEME = 'data:,';

/**
 * Looks what the browser enforces, by ways that reach nobody even where nothing is enforced.
 * Never throws: what cannot be seen counts as not enforced.
 * @param workerScript of any worker: a server that sends its headers with pages alone is known by it
 */
export async function observeEnforcement(
  net: Pick<OriginFetch, 'get'>,
  clock: Pick<Clock, 'after'>,
  workerScript: OwnPath,
): Promise<Observed> {
  const [headers, workerHeaders, allowlistRefused, policyRefused] = await Promise.all([
    within(clock, PAGE_LIMIT_MS, readHeaders(net, PAGE_PATH), null),
    within(clock, PAGE_LIMIT_MS, readHeaders(net, workerScript), null),
    within(clock, REPORT_LIMIT_MS, allowlistRefuses(), false),
    within(clock, REPORT_LIMIT_MS, policyRefuses(), false),
  ]);
  const isolated = globalThis.crossOriginIsolated;
  return { headers, workerHeaders, allowlistRefused, policyRefused, isolated };
}

/** The file is asked for whole: so a service worker answers, without a network too, with the headers of its script. */
async function readHeaders(
  net: Pick<OriginFetch, 'get'>,
  path: OwnPath,
): Promise<Record<string, string> | null> {
  try {
    return Object.fromEntries((await net.get(path)).headers);
  } catch {
    return null;
  }
}

/**
 * A peer connection that may use relays only and knows none gathers nothing and opens no socket. Under the allowlist the
 * browser tells the page that it refused it (seen in Chromium 156; it needs `report-to` in the header).
 * https://wicg.github.io/connection-allowlist/
 */
function allowlistRefuses(): Promise<boolean> {
  if (typeof ReportingObserver === 'undefined' || typeof RTCPeerConnection === 'undefined') {
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const observer = new ReportingObserver(
      (reports) => {
        if (!(reports as unknown as readonly AllowlistReport[]).some(isRefusal)) return;
        observer.disconnect();
        resolve(true);
      },
      { types: ['connection-allowlist'], buffered: true },
    );
    observer.observe();
    tryPeerConnection().catch(() => undefined);
  });
}

async function tryPeerConnection(): Promise<void> {
  const peer = new RTCPeerConnection({ iceTransportPolicy: 'relay', iceServers: [] });
  try {
    peer.createDataChannel('probe');
    await peer.setLocalDescription(await peer.createOffer());
  } finally {
    peer.close();
  }
}

/** Never settles where the policy does not refuse it. */
function policyRefuses(): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (event: SecurityPolicyViolationEvent): void => {
      if (event.effectiveDirective !== 'connect-src' || event.disposition !== 'enforce') return;
      document.removeEventListener('securitypolicyviolation', look);
      resolve(true);
    };
    document.addEventListener('securitypolicyviolation', look);
    fetch(BLOCKED_SCHEME).catch(() => undefined);
  });
}

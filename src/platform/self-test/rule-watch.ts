import { isRefusal, type AllowlistReport } from '../privacy/enforcement/allowlist-report.ts';

/** Something that the browser stopped, in its own words. */
export interface Stopped {
  /** The directive, or the header where that is all that is told. */
  readonly rule: string;
  /** Address, origin or keyword; null where the browser tells none. */
  readonly blocked: string | null;
}

/** Hears what the browser says of its own accord when it stops something. */
export interface RuleWatch {
  onStopped: (stopped: Stopped) => void;
  /** Listens in the document of a frame too. */
  also(scope: EventTarget): void;
  end(): void;
}

/** @param scope the document, or a worker's global scope: both fire `securitypolicyviolation` */
export function watchRules(scope: EventTarget): RuleWatch {
  const ended = new AbortController();
  const watch: RuleWatch = {
    onStopped: () => undefined,
    also(another) {
      another.addEventListener('securitypolicyviolation', listener, { signal: ended.signal });
    },
    end() {
      ended.abort();
      reports?.disconnect();
    },
  };
  const listener = (event: Event): void => {
    const { effectiveDirective, blockedURI, disposition } = event as SecurityPolicyViolationEvent;
    // A policy that only reports stops nothing.
    if (disposition === 'enforce') watch.onStopped({ rule: effectiveDirective, blocked: blockedURI });
  };
  const reports = watchAllowlist(watch);
  watch.also(scope);
  return watch;
}

/**
 * Chromium (152 and later) reports to the page that it refused a peer connection, when the allowlist names any group to
 * report to; of what its network service refuses it tells the page nothing.
 */
function watchAllowlist(watch: Pick<RuleWatch, 'onStopped'>): ReportingObserver | null {
  if (typeof ReportingObserver === 'undefined') return null;
  const observer = new ReportingObserver(
    (reports) => {
      for (const report of reports as unknown as AllowlistReport[]) {
        if (isRefusal(report)) watch.onStopped({ rule: 'Connection-Allowlist', blocked: null });
      }
    },
    { types: ['connection-allowlist'] },
  );
  observer.observe();
  return observer;
}

import { ShieldCheck, ShieldAlert } from 'lucide-react';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Button as AriaButton, DialogTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import type { Enforcement } from '../../domain/privacy/enforcement.ts';
import type { EnforcementCheck } from '../../platform/privacy/enforcement/create-enforcement-check.ts';
import type { ForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { Button } from '../../ui/button.tsx';
import { Explanation } from '../../ui/explanation.tsx';
import { plural } from '../../ui/format.ts';
import button from '../../ui/button.module.css';
import { EnforcementState } from './enforcement-state.tsx';
import type { LeaksStore } from './leaks-store.ts';
import styles from './privacy.module.css';

interface PrivacyBadgeProps {
  readonly requests: ForeignRequests;
  readonly enforcement: Pick<EnforcementCheck, 'current' | 'subscribe'>;
  readonly leaks: LeaksStore;
  /** Whether the page "Privacy" stands in the place of the report. */
  readonly pageOpen: boolean;
  /** Opens it, or leads back to the report. */
  readonly onPage: () => void;
}

/** What there is to know, the worst of which is said first. */
interface Known {
  /** Null while it is looked at. */
  readonly enforced: Enforcement | null;
  /** Requests that went elsewhere. */
  readonly foreign: number;
  /** Ways out of which the self-test showed that nothing stops them. */
  readonly leaked: number;
}

/** Trust in sight: where this runs, how many requests went elsewhere, and whether the browser would stop one. */
export function PrivacyBadge(props: PrivacyBadgeProps): ReactNode {
  const { requests, enforcement, leaks, pageOpen, onPage } = props;
  const [isOpen, setOpen] = useState(false);
  const enforced = useSyncExternalStore(enforcement.subscribe, enforcement.current);
  const foreign = useSyncExternalStore(requests.subscribe, requests.count);
  const total = useSyncExternalStore(requests.subscribe, requests.total);
  const leaked = useStore(leaks, (state) => state.leaked);
  const known: Known = { enforced, foreign, leaked };
  const isCalm = foreign === 0 && leaked === 0 && !isLacking(enforced);
  const Icon = isCalm ? ShieldCheck : ShieldAlert;
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className={[button['button'], styles['badge'], isCalm ? '' : styles['alarm']].join(' ')}>
        <Icon aria-hidden="true" />
        <span>On this device</span>
        <span className={styles['count']}>{countOf(known)}</span>
      </AriaButton>
      <Explanation title={titleOf(known)} placement="bottom end">
        <p>
          The model, the findings, the drafts and the reports stay in this browser. The server only hands out
          the app and the model; it is never sent what you type.
        </p>
        {leaked > 0 && (
          <p>
            The self-test sent a random mark, nothing of yours, and by {plural(leaked, 'way')} an answer came
            back: nothing stops what goes there. Tell whoever runs the server.
          </p>
        )}
        <dl className={styles['facts']}>
          <div>
            <dt>Requests to this server</dt>
            <dd>{total - foreign}</dd>
          </div>
          <div>
            <dt>Requests to anywhere else</dt>
            <dd>{foreign}</dd>
          </div>
        </dl>
        <p className={styles['quiet']}>
          Counted by the browser for this page and Readroom&apos;s workers. What would stop a request to
          anywhere else:
        </p>
        <EnforcementState enforcement={enforcement} />
        <Button
          onClick={() => {
            setOpen(false);
            onPage();
          }}
        >
          {pageOpen ? 'Back to the report' : 'Open the Privacy page'}
        </Button>
      </Explanation>
    </DialogTrigger>
  );
}

function isLacking(enforced: Enforcement | null): boolean {
  return enforced !== null && !enforced.complete;
}

function countOf({ enforced, foreign, leaked }: Known): string {
  if (foreign > 0) return plural(foreign, 'foreign request');
  if (leaked > 0) return `self-test: ${plural(leaked, 'leak')}`;
  return isLacking(enforced) ? 'not all enforced' : plural(foreign, 'foreign request');
}

/** "Nothing leaves" is said only where nothing did and the browser would have stopped it. */
function titleOf({ enforced, foreign, leaked }: Known): string {
  if (foreign > 0) return 'Something was sent elsewhere';
  if (leaked > 0) return 'The self-test found a way out that nothing stops';
  if (enforced === null) return 'Readroom sends nothing elsewhere';
  return enforced.complete
    ? 'Nothing leaves this computer'
    : 'Readroom sends nothing elsewhere, but not everything is enforced here';
}

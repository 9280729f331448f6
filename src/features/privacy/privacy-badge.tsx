import { ShieldCheck, ShieldAlert } from 'lucide-react';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Button as AriaButton, DialogTrigger } from 'react-aria-components';
import type { Enforcement } from '../../domain/privacy/enforcement.ts';
import type { EnforcementCheck } from '../../platform/privacy/enforcement/create-enforcement-check.ts';
import type { ForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { Button } from '../../ui/button.tsx';
import { Explanation } from '../../ui/explanation.tsx';
import { plural } from '../../ui/format.ts';
import button from '../../ui/button.module.css';
import { EnforcementState } from './enforcement-state.tsx';
import styles from './privacy.module.css';

interface PrivacyBadgeProps {
  readonly requests: ForeignRequests;
  readonly enforcement: Pick<EnforcementCheck, 'current' | 'subscribe'>;
  /** Whether the page "Privacy" stands in the place of the report. */
  readonly pageOpen: boolean;
  /** Opens it, or leads back to the report. */
  readonly onPage: () => void;
}

/** Trust in sight: where this runs, how many requests went elsewhere, and whether the browser would stop one. */
export function PrivacyBadge({ requests, enforcement, pageOpen, onPage }: PrivacyBadgeProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const enforced = useSyncExternalStore(enforcement.subscribe, enforcement.current);
  const foreign = useSyncExternalStore(requests.subscribe, requests.count);
  const total = useSyncExternalStore(requests.subscribe, requests.total);
  const isLacking = enforced !== null && !enforced.complete;
  const isCalm = foreign === 0 && !isLacking;
  const Icon = isCalm ? ShieldCheck : ShieldAlert;
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className={[button['button'], styles['badge'], isCalm ? '' : styles['alarm']].join(' ')}>
        <Icon aria-hidden="true" />
        <span>On this device</span>
        <span className={styles['count']}>
          {foreign === 0 && isLacking ? 'not all enforced' : plural(foreign, 'foreign request')}
        </span>
      </AriaButton>
      <Explanation title={titleOf(enforced, foreign)} placement="bottom end">
        <p>
          The model, the findings, the drafts and the reports stay in this browser. The server only hands out
          the app and the model; it is never sent what you type.
        </p>
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

/** "Nothing leaves" is said only where nothing did and the browser would have stopped it. */
function titleOf(enforced: Enforcement | null, foreign: number): string {
  if (foreign > 0) return 'Something was sent elsewhere';
  if (enforced === null) return 'Readroom sends nothing elsewhere';
  return enforced.complete
    ? 'Nothing leaves this computer'
    : 'Readroom sends nothing elsewhere, but not everything is enforced here';
}

import { ShieldCheck, ShieldAlert } from 'lucide-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { Button, DialogTrigger } from 'react-aria-components';
import type { EnforcementCheck } from '../../platform/privacy/enforcement/create-enforcement-check.ts';
import type { ForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { Explanation } from '../../ui/explanation.tsx';
import { plural } from '../../ui/format.ts';
import button from '../../ui/button.module.css';
import { EnforcementSummary } from './enforcement-summary.tsx';
import styles from './privacy.module.css';

interface PrivacyBadgeProps {
  readonly requests: ForeignRequests;
  readonly enforcement: Pick<EnforcementCheck, 'current' | 'subscribe'>;
}

/** Trust in sight: where this runs, how many requests went elsewhere, and whether the browser would stop one. */
export function PrivacyBadge({ requests, enforcement }: PrivacyBadgeProps): ReactNode {
  const enforced = useSyncExternalStore(enforcement.subscribe, enforcement.current);
  const foreign = useSyncExternalStore(requests.subscribe, requests.count);
  const total = useSyncExternalStore(requests.subscribe, requests.total);
  const isOpen = enforced !== null && !enforced.complete;
  const isCalm = foreign === 0 && !isOpen;
  const Icon = isCalm ? ShieldCheck : ShieldAlert;
  return (
    <DialogTrigger>
      <Button className={[button['button'], styles['badge'], isCalm ? '' : styles['alarm']].join(' ')}>
        <Icon aria-hidden="true" />
        <span>On this device</span>
        <span className={styles['count']}>
          {isOpen ? 'not all enforced, ' : ''}
          {plural(foreign, 'foreign request')}
        </span>
      </Button>
      <Explanation title="Nothing leaves this computer" placement="bottom end">
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
          Counted by the browser for this page. What would stop a request to anywhere else:
        </p>
        {enforced === null ? (
          <p>Looking what this browser enforces</p>
        ) : (
          <EnforcementSummary enforcement={enforced} />
        )}
      </Explanation>
    </DialogTrigger>
  );
}

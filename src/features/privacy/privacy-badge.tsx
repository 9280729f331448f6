import { ShieldCheck, ShieldAlert } from 'lucide-react';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Button as AriaButton, DialogTrigger } from 'react-aria-components';
import type { ForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { Button } from '../../ui/button.tsx';
import { Explanation } from '../../ui/explanation.tsx';
import { plural } from '../../ui/format.ts';
import button from '../../ui/button.module.css';
import styles from './privacy.module.css';

interface PrivacyBadgeProps {
  readonly requests: ForeignRequests;
  /** Whether the page "Privacy" stands in the place of the report. */
  readonly pageOpen: boolean;
  /** Opens it, or leads back to the report. */
  readonly onPage: () => void;
}

/** Trust in sight: where this runs, and how many requests went elsewhere. */
export function PrivacyBadge({ requests, pageOpen, onPage }: PrivacyBadgeProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const foreign = useSyncExternalStore(requests.subscribe, requests.count);
  const total = useSyncExternalStore(requests.subscribe, requests.total);
  const Icon = foreign === 0 ? ShieldCheck : ShieldAlert;
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton
        className={[button['button'], styles['badge'], foreign === 0 ? '' : styles['alarm']].join(' ')}
      >
        <Icon aria-hidden="true" />
        <span>On this device</span>
        <span className={styles['count']}>{plural(foreign, 'foreign request')}</span>
      </AriaButton>
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
          Counted by the browser for this page and Readroom&apos;s workers. The server&apos;s response headers
          also forbid other destinations, for the page and for its workers.
        </p>
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

import { ArrowLeft, Printer as PrinterIcon } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { OfflineApp } from '../../platform/offline/offline-port.ts';
import type { Printer } from '../../platform/printer/printer.ts';
import type { EnforcementCheck } from '../../platform/privacy/enforcement/create-enforcement-check.ts';
import type { ForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { Button } from '../../ui/button.tsx';
import { EnforcementState } from './enforcement-state.tsx';
import { EvidenceSection } from './evidence-section.tsx';
import { PlainWords } from './plain-words.tsx';
import styles from './privacy-page.module.css';
import type { PrivacyScreen } from './privacy-screen.ts';
import { RequestsSection } from './requests-section.tsx';
import { SelfTestSection } from './self-test-section.tsx';

interface PrivacyViewProps {
  readonly screen: PrivacyScreen;
  readonly requests: ForeignRequests;
  readonly enforcement: Pick<EnforcementCheck, 'current' | 'subscribe'>;
  readonly offline: Pick<OfflineApp, 'getState' | 'subscribe'>;
  readonly printer: Printer;
  readonly onBack: () => void;
}

/** What a reviewer can read, try and take along. In place of the workspace. */
export function PrivacyView(props: PrivacyViewProps): ReactNode {
  const { screen, requests, enforcement, offline, printer, onBack } = props;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <main className={styles['page']} aria-labelledby="privacy-title">
      <div className={styles['top']}>
        <Button icon={<ArrowLeft aria-hidden="true" />} className={styles['control']} onClick={onBack}>
          Back to the report
        </Button>
        <h2 id="privacy-title" ref={title} tabIndex={-1} className={styles['title']}>
          Privacy
        </h2>
        <span className={styles['spacer']} />
        <Button
          icon={<PrinterIcon aria-hidden="true" />}
          className={styles['control']}
          onClick={() => printer.print()}
        >
          Print this page
        </Button>
      </div>
      <PlainWords enforced={<EnforcementState enforcement={enforcement} />} />
      <SelfTestSection screen={screen} />
      <RequestsSection requests={requests} offline={offline} />
      <EvidenceSection screen={screen} />
    </main>
  );
}

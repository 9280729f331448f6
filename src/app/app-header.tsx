import { Boxes, Files, Plus, Settings2, Command as CommandIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { PrivacyBadge } from '../features/privacy/privacy-badge.tsx';
import type { LeaksStore } from '../features/privacy/leaks-store.ts';
import type { EnforcementCheck } from '../platform/privacy/enforcement/create-enforcement-check.ts';
import type { ForeignRequests } from '../platform/privacy/foreign-requests.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { KEYS } from '../ui/shortcuts.ts';
import styles from './app.module.css';

interface AppHeaderProps {
  readonly foreignRequests: ForeignRequests;
  readonly enforcement: EnforcementCheck;
  readonly leaks: LeaksStore;
  /** Whether the Model library stands in the place of the report. */
  readonly modelsOpen: boolean;
  readonly privacyOpen: boolean;
  readonly protectionBadge: ReactNode;
  readonly actions: {
    readonly newReport: () => void;
    readonly reports: () => void;
    readonly models: () => void;
    readonly privacy: () => void;
    readonly palette: () => void;
    readonly openSettings: () => void;
  };
}

export function AppHeader(props: AppHeaderProps): ReactNode {
  const { foreignRequests, enforcement, leaks, modelsOpen, privacyOpen, protectionBadge, actions } = props;
  return (
    <header className={styles['header']}>
      <h1 className={styles['brand']}>Readroom</h1>
      <Button
        icon={<Files aria-hidden="true" />}
        keys={KEYS.reports}
        aria-keyshortcuts="Alt+R"
        aria-haspopup="dialog"
        className={styles['quiet']}
        onClick={actions.reports}
      >
        Reports
      </Button>
      <Button
        icon={<Plus aria-hidden="true" />}
        keys={KEYS.newReport}
        aria-keyshortcuts="Alt+N"
        className={styles['quiet']}
        onClick={actions.newReport}
      >
        New
      </Button>
      <Button
        icon={<Boxes aria-hidden="true" />}
        keys={KEYS.models}
        aria-keyshortcuts="Alt+M"
        aria-pressed={modelsOpen}
        className={styles['quiet']}
        onClick={actions.models}
      >
        Models
      </Button>
      <span className={styles['spacer']} />
      {protectionBadge}
      <PrivacyBadge
        requests={foreignRequests}
        enforcement={enforcement}
        leaks={leaks}
        pageOpen={privacyOpen}
        onPage={actions.privacy}
      />
      <Button
        icon={<CommandIcon aria-hidden="true" />}
        keys={KEYS.palette}
        aria-keyshortcuts="Control+K"
        aria-haspopup="dialog"
        aria-label="Commands"
        className={[styles['quiet'], styles['palette']].join(' ')}
        onClick={actions.palette}
      >
        Commands
      </Button>
      <IconButton
        label="Settings"
        aria-haspopup="dialog"
        icon={<Settings2 />}
        onClick={actions.openSettings}
      />
    </header>
  );
}

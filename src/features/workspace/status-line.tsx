import { Check, CircleAlert, Save } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { activityOf } from '../../domain/drafting/standing.ts';
import type { DraftUsage } from '../../domain/drafting/drafting-state.ts';
import type { SaveStatus } from '../../domain/report/autosave.ts';
import { formatSeconds } from '../../ui/format.ts';
import { EngineBadge, type EngineBadgeProps } from './engine-badge.tsx';
import type { WorkspaceStore } from './workspace-store.ts';
import styles from './status-line.module.css';

interface StatusLineProps {
  readonly store: WorkspaceStore;
  readonly engine: EngineBadgeProps;
  /** The model's name and quantization, or why there is none. */
  readonly model: string;
  /** Work on models that goes on meanwhile; null when there is none. */
  readonly job: string | null;
}

const SAVED: Record<SaveStatus, string> = {
  saved: 'Saved',
  unsaved: 'Not saved yet',
  saving: 'Saving',
  failed: 'Not saved',
  conflict: 'Not saved',
};

/** What drafts, what the last draft cost, and whether the words are safe. */
export function StatusLine({ store, engine, model, job }: StatusLineProps): ReactNode {
  const drafting = useStore(store, (state) => state.drafting);
  const save = useStore(store, (state) => (state.elsewhere === null ? state.save.status : 'conflict'));
  const activity = activityOf(drafting);
  const cost = drafting.usage === null ? '' : describeCost(drafting.usage);
  const doing = {
    idle: cost,
    waiting: cost,
    reading: 'Reading the findings',
    writing: 'Writing',
    stopping: cost,
  };
  const SaveIcon = save === 'saved' ? Check : save === 'failed' || save === 'conflict' ? CircleAlert : Save;
  return (
    // Only what changed is read out, and not the saving, which goes back and forth with every key; its trouble is an alert.
    <div className={styles['status']} role="status" aria-label="Status" aria-atomic={false}>
      <EngineBadge {...engine} />
      <span className={styles['model']}>{model}</span>
      {job !== null && (
        // Its progress is in the Model library for whoever wants it read out.
        <span className={styles['model']} aria-live="off">
          {job}
        </span>
      )}
      <span className={styles['cost']}>{doing[activity]}</span>
      <span className={[styles['part'], styles[save] ?? ''].join(' ')} data-save={save} aria-live="off">
        <SaveIcon aria-hidden="true" />
        {SAVED[save]}
      </span>
    </div>
  );
}

/** `142 reused, 9 prefilled, 18 verified, 0 decoded · first token after 0.2 s`: tokens, all of them. */
function describeCost(usage: DraftUsage): string {
  const verified = usage.proposed === 0 ? '' : `${usage.verified} verified, `;
  const tokens = `${usage.reused} reused, ${usage.prefilled} prefilled, ${verified}${usage.decoded} decoded`;
  return `${tokens} · first token after ${formatSeconds(usage.timeToFirstTokenMs)}`;
}

import { Search, Trash2 } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ReportRepository, ReportSummary } from '../../platform/db/report-repository-port.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReportsStore } from './reports-store.ts';
import styles from './reports.module.css';

interface ReportsDrawerProps {
  readonly store: ReportsStore;
  readonly reports: ReportRepository;
  readonly currentId: string;
  readonly onOpen: (id: string) => Promise<boolean>;
  /** The report on screen was deleted or brought back. */
  readonly onDeletedCurrent: () => void;
}

/** The reports of this browser: find, reopen, delete with undo. */
export function ReportsDrawer({
  store,
  reports,
  currentId,
  onOpen,
  onDeletedCurrent,
}: ReportsDrawerProps): ReactNode {
  const { isOpen, query, deleted, error } = useStore(store);
  const list = useQuery({
    queryKey: ['reports', query],
    queryFn: () => reports.list(query),
    enabled: isOpen,
    placeholderData: (before) => before,
  });
  const { refetch } = list;
  useEffect(() => (isOpen ? reports.watchAll(() => void refetch()) : undefined), [isOpen, reports, refetch]);

  const remove = async (id: string): Promise<void> => {
    if (await store.remove(id)) {
      if (id === currentId) onDeletedCurrent();
      await refetch();
    }
  };
  const undo = async (): Promise<void> => {
    const id = await store.undo();
    await refetch();
    if (id !== null && store.getState().deletedWasOpen) await onOpen(id);
  };

  return (
    <Drawer title="Reports" side="left" isOpen={isOpen} onClose={() => store.close()}>
      <div className={styles['search']}>
        <Search aria-hidden="true" />
        <input
          type="search"
          name="search"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- whoever opens the reports by key goes on with what to look for
          autoFocus
          aria-label="Search reports"
          placeholder="Search findings and impressions"
          value={query}
          autoComplete="off"
          onChange={(event) => store.search(event.target.value)}
        />
      </div>
      <div className={styles['notices']} aria-live="polite">
        {deleted !== null && (
          <div className={styles['undo']}>
            <span>Report deleted</span>
            <Button onClick={() => void undo()}>Undo</Button>
          </div>
        )}
        {(error ?? list.error) !== null && <ErrorNotice error={asReadroomError(error ?? list.error)} />}
      </div>
      <ReportList
        items={list.data ?? []}
        currentId={currentId}
        emptyText={
          list.isPending
            ? ''
            : query === ''
              ? 'Reports appear here as you write them.'
              : 'No report holds these words.'
        }
        onOpen={(id) => {
          // Why a report cannot be opened now is said in the workspace, which must be in sight then.
          void onOpen(id).then(() => store.close());
        }}
        onRemove={(id) => {
          store.noteOpen(id === currentId);
          void remove(id);
        }}
      />
    </Drawer>
  );
}

interface ReportListProps {
  readonly items: readonly ReportSummary[];
  readonly currentId: string;
  readonly emptyText: string;
  readonly onOpen: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function ReportList({ items, currentId, emptyText, onOpen, onRemove }: ReportListProps): ReactNode {
  if (items.length === 0) return <p className={styles['empty']}>{emptyText}</p>;
  return (
    <ul className={styles['list']} aria-label="Reports">
      {items.map((item) => (
        <li key={item.id} className={styles['item']}>
          <button
            type="button"
            className={styles['open']}
            aria-current={item.id === currentId}
            onClick={() => onOpen(item.id)}
          >
            <span className={styles['title']}>{item.title}</span>
            <span className={styles['excerpt']}>
              {item.excerpt === '' ? 'No impression yet' : item.excerpt}
            </span>
            <span className={styles['date']}>
              {DAY.format(item.updatedAt)}
              {item.id === currentId ? ' · on screen' : ''}
            </span>
          </button>
          <IconButton label="Delete report" icon={<Trash2 />} onClick={() => onRemove(item.id)} />
        </li>
      ))}
    </ul>
  );
}

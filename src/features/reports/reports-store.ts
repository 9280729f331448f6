import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Report } from '../../domain/report/report.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';

export interface ReportsState {
  readonly isOpen: boolean;
  readonly query: string;
  /** The last deleted report, as long as it can be brought back. */
  readonly deleted: Report | null;
  /** It was the one on screen, so undoing opens it again. */
  readonly deletedWasOpen: boolean;
  readonly error: ReadroomError | null;
}

export interface ReportsStore extends StoreApi<ReportsState> {
  open(): void;
  /** Closes the list; a deletion can no longer be undone then. */
  close(): void;
  search(query: string): void;
  noteOpen(wasOpen: boolean): void;
  remove(id: string): Promise<boolean>;
  /** Brings the last deleted report back and returns its id. */
  undo(): Promise<string | null>;
}

export function createReportsStore(reports: ReportRepository): ReportsStore {
  const store = createStore<ReportsState>(() => ({
    isOpen: false,
    query: '',
    deleted: null,
    deletedWasOpen: false,
    error: null,
  }));
  return Object.assign(store, {
    open: () => store.setState({ isOpen: true, query: '', error: null }),
    close: () => store.setState({ isOpen: false, deleted: null }),
    search: (query: string) => store.setState({ query }),
    noteOpen: (deletedWasOpen: boolean) => store.setState({ deletedWasOpen }),
    async remove(id: string) {
      try {
        store.setState({ deleted: await reports.remove(id), error: null });
        return true;
      } catch (error) {
        store.setState({ error: asReadroomError(error) });
        return false;
      }
    },
    async undo() {
      const { deleted } = store.getState();
      if (deleted === null) return null;
      try {
        await reports.restore(deleted);
        store.setState({ deleted: null, error: null });
        return deleted.id;
      } catch (error) {
        store.setState({ error: asReadroomError(error) });
        return null;
      }
    },
  });
}

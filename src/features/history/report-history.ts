import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SourcedExample } from '../../domain/drafting/drafting-runner.ts';
import {
  followReports,
  type FollowedReports,
  type HistoryPorts,
  type ReportHistoryState,
} from './follow-reports.ts';

/**
 * The reports of this browser as examples for the next one. In memory only, and only while it is switched on. What an
 * engine was once shown it keeps until its next prompt, as it keeps the findings.
 */
export interface ReportHistory extends StoreApi<ReportHistoryState> {
  readonly switchOn: (on: boolean) => void;
  /** Reports like these findings, the most similar last; never the one that is being written. */
  readonly choose: (findings: string, reportId: string, limit: number) => readonly SourcedExample[];
}

const NOTHING: ReportHistoryState = { reading: false, failed: false, size: 0 };

export function createReportHistory(ports: HistoryPorts): ReportHistory {
  const store = createStore<ReportHistoryState>(() => NOTHING);
  let following: FollowedReports | null = null;
  return Object.assign(store, {
    switchOn(on: boolean) {
      if (on === (following !== null)) return;
      following?.stop();
      following = on ? followReports(ports, store.setState) : null;
      if (!on) store.setState(NOTHING);
    },
    choose: (findings: string, reportId: string, limit: number) =>
      following?.choose(findings, reportId, limit) ?? [],
  });
}

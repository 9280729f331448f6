import { useQueries } from '@tanstack/react-query';
import type { ExampleSource, Report } from '../../domain/report/report.ts';

export type ReadReport = (id: string) => Promise<Report | null>;

/** The report that an example came from, as it is stored now. */
export type ExampleReport =
  | { readonly state: 'pending' }
  /** `reason`: it is deleted, or the database could not be read. */
  | { readonly state: 'missing'; readonly reason: 'deleted' | 'unreadable' }
  | { readonly state: 'read'; readonly report: Report };

/** In the order of `sources`; read from the database only while they are needed, and at once told when that fails. */
export function useExampleReports(
  sources: readonly ExampleSource[],
  readReport: ReadReport,
): readonly ExampleReport[] {
  return useQueries({
    queries: sources.map(({ reportId, savedAt }) => ({
      queryKey: ['example', reportId, savedAt],
      queryFn: () => readReport(reportId),
      gcTime: 0,
      retry: false,
    })),
  }).map(({ data, isError }): ExampleReport => {
    if (isError) return { state: 'missing', reason: 'unreadable' };
    if (data === undefined) return { state: 'pending' };
    return data === null ? { state: 'missing', reason: 'deleted' } : { state: 'read', report: data };
  });
}

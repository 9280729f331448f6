import { createAutosave, type SaveState } from '../../domain/report/autosave.ts';
import { isBlank, type Report } from '../../domain/report/report.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';

export type Elsewhere = 'changed' | 'deleted';
export type Content = Pick<Report, 'findings' | 'findingsRevision' | 'impression' | 'author' | 'provenance'>;

export interface ReportSession {
  /** Another report is on screen; nothing of the last one is saved any more. */
  begin(report: Report): void;
  /** The words on screen; saved soon if they differ from the last ones, or in any case with `force`. */
  change(content: Content, force?: boolean): void;
  flush(): Promise<boolean>;
  /** The report as it would have to be saved, or null when it is. */
  unsaved(): Report | null;
  /** The report as it is being saved now, or null. */
  saving(): Report | null;
  end(): void;
}

interface SessionPorts {
  readonly reports: ReportRepository;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly onSave: (state: SaveState) => void;
  readonly onElsewhere: (elsewhere: Elsewhere | null) => void;
}

/** Keeps the report on screen saved, and notices when another tab saves it too. */
export function createReportSession(ports: SessionPorts): ReportSession {
  let base: Report | null = null;
  let last: Content | null = null;
  let seen: number | null | undefined;
  let unwatch = (): void => undefined;

  const assemble = (content: Content, onto: Report): Report => ({
    ...onto,
    ...content,
    updatedAt: ports.clock.now(),
  });

  const autosave = createAutosave<Content>({
    after: ports.clock.after,
    save: async (content) => {
      const before = base;
      if (before === null) return;
      const report = assemble(content, before);
      if (report.revision === 0 && isBlank(report)) return;
      const saved = await ports.reports.save(report);
      if (base === before) base = saved;
      judge();
    },
    onChange: ports.onSave,
  });

  /** A revision beyond our own is somebody else's. Our own save is seen by the watcher too, maybe first. */
  const judge = (): void => {
    if (base === null || seen === undefined || autosave.getState().status === 'saving') return;
    if (seen === null) ports.onElsewhere(base.revision > 0 ? 'deleted' : null);
    else if (seen > base.revision) ports.onElsewhere('changed');
  };

  return {
    begin(report) {
      unwatch();
      autosave.reset();
      base = report;
      last = contentOf(report);
      seen = undefined;
      unwatch = ports.reports.watch(report.id, (revision) => {
        seen = revision;
        judge();
      });
    },
    change(content, force = false) {
      const before = last;
      if (base === null || before === null || (!force && isSame(before, content))) return;
      // Words that are still streaming are saved with their end, or with the next change of the findings.
      const streaming = content.author === 'model' && content.provenance?.outcome === 'streaming';
      if (!force && streaming && content.findings === before.findings) return;
      last = content;
      autosave.change(content);
    },
    flush: () => autosave.flush(),
    unsaved() {
      const content = autosave.unsaved();
      if (content === null || base === null) return null;
      const report = assemble(content, base);
      return report.revision === 0 && isBlank(report) ? null : report;
    },
    saving() {
      const content = autosave.saving();
      return content === null || base === null ? null : assemble(content, base);
    },
    end() {
      unwatch();
      autosave.reset();
    },
  };
}

function contentOf(report: Report): Content {
  const { findings, findingsRevision, impression, author, provenance } = report;
  return { findings, findingsRevision, impression, author, provenance };
}

function isSame(a: Content, b: Content): boolean {
  return (
    a.findings === b.findings &&
    a.impression === b.impression &&
    a.author === b.author &&
    a.provenance?.outcome === b.provenance?.outcome &&
    a.provenance?.findingsRevision === b.provenance?.findingsRevision
  );
}

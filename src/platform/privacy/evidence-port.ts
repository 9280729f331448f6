import type { Evidence } from '../../domain/privacy/evidence/evidence.ts';
import type { SelfTestReport } from '../../domain/privacy/self-test.ts';

/** Gathers what a reviewer can check; reads nothing that a person wrote. */
export interface EvidenceSource {
  /**
   * Fetches every file of the build again and hashes it.
   * @param options `onProgress`: files done and files in all
   * @throws ReadroomError `privacy/no-file-list`, `privacy/over-limit`, `net/offline`, `store/…`; AbortError
   */
  collect(options: {
    readonly selfTest: SelfTestReport;
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number) => void;
  }): Promise<Evidence>;
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort, type ReadroomError } from '../../domain/errors/readroom-error.ts';
import { DEFAULT_DECOY, parseDecoy } from '../../domain/privacy/decoy.ts';
import { countFiles, describeFiles } from '../../domain/privacy/evidence/evidence.ts';
import {
  EVIDENCE_NAME,
  evidenceFiles,
  type EvidenceFile,
} from '../../domain/privacy/evidence/evidence-files.ts';
import type { ChannelResult, SelfTestReport } from '../../domain/privacy/self-test.ts';
import { unwrap } from '../../domain/result.ts';
import type { EvidenceSource } from '../../platform/privacy/evidence-port.ts';
import type { SelfTest } from '../../platform/self-test/self-test-port.ts';

export interface PrivacyState {
  /** As a reviewer types it. */
  readonly decoy: string;
  readonly work: 'none' | 'testing' | 'gathering';
  /** Of the run that goes on, or of the last one; by the time they came. */
  readonly results: readonly ChannelResult[];
  /** Of the last run that ended. */
  readonly report: SelfTestReport | null;
  readonly files: { readonly done: number; readonly total: number };
  /** Which was asked for last: what is said, and trouble, stand beside its button. */
  readonly asked: 'test' | 'evidence';
  readonly error: ReadroomError | null;
  /** What became of the evidence; a report speaks for itself. */
  readonly said: string;
}

/** The self-test and the evidence pack; both go on when the page is left. */
export interface PrivacyScreen extends StoreApi<PrivacyState> {
  test(): Promise<void>;
  /** Tests first, where that has not been done to its end with this decoy. */
  exportEvidence(): Promise<void>;
  cancel(): void;
}

export interface PrivacyScreenParts {
  readonly selfTest: SelfTest;
  readonly evidence: EvidenceSource;
  /** Told of every self-test that ended, also one that the evidence asked for. */
  readonly onReport: (report: SelfTestReport) => void;
  /** Packs the files and hands them to the browser's downloads. */
  readonly save: (name: string, files: readonly EvidenceFile[]) => Promise<void>;
}

export function createPrivacyScreen(parts: PrivacyScreenParts): PrivacyScreen {
  const { selfTest, evidence, onReport, save } = parts;
  const store = createStore<PrivacyState>(() => ({
    decoy: DEFAULT_DECOY,
    work: 'none',
    results: [],
    report: null,
    files: { done: 0, total: 0 },
    asked: 'test',
    error: null,
    said: '',
  }));
  let running = new AbortController();

  /** One thing at a time; what is cancelled says so and is no error. */
  const run = async (
    asked: PrivacyState['asked'],
    task: (signal: AbortSignal) => Promise<string>,
  ): Promise<void> => {
    if (store.getState().work !== 'none') return;
    running = new AbortController();
    store.setState({ asked, error: null, said: '', files: { done: 0, total: 0 } });
    try {
      store.setState({ said: await task(running.signal) });
    } catch (error) {
      if (isAbort(error)) store.setState({ said: 'Cancelled.' });
      else store.setState({ error: asReadroomError(error) });
    } finally {
      store.setState({ work: 'none' });
    }
  };

  const testNow = async (signal: AbortSignal): Promise<SelfTestReport> => {
    const decoy = unwrap(parseDecoy(store.getState().decoy, selfTest.ownHost));
    store.setState({ work: 'testing', results: [], report: null });
    const onResult = (result: ChannelResult): void =>
      store.setState(({ results }) => ({ results: [...results, result] }));
    const report = await selfTest.run({ decoy, signal, onResult });
    store.setState({ results: report.results, report });
    onReport(report);
    return report;
  };

  return Object.assign(store, {
    test: () =>
      run('test', async (signal) => {
        await testNow(signal);
        return '';
      }),
    exportEvidence: () =>
      run('evidence', async (signal) => {
        const { report, decoy } = store.getState();
        const isUsable = report?.ended === 'complete' && report.decoy === decoy.trim().toLowerCase();
        const tested = isUsable ? report : await testNow(signal);
        signal.throwIfAborted();
        store.setState({ work: 'gathering' });
        const onProgress = (done: number, total: number): void => store.setState({ files: { done, total } });
        const gathered = await evidence.collect({ selfTest: tested, signal, onProgress });
        await save(EVIDENCE_NAME, evidenceFiles(gathered));
        return `Saved as ${EVIDENCE_NAME}. ${describeFiles(countFiles(gathered.files))}`;
      }),
    cancel: () => running.abort(),
  });
}

import type { Hashing } from '../domain/io/hashing.ts';
import type { ModelCatalog } from '../domain/model/catalog.ts';
import type { TokenCodec } from '../domain/prompt/prompt-parts.ts';
import type { Backups } from '../platform/backup/backups-port.ts';
import type { Clipboard } from '../platform/clipboard/clipboard.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { AuditLog } from '../platform/db/audit-repository.ts';
import type { ReportRepository } from '../platform/db/report-repository-port.ts';
import type { SettingsRepository } from '../platform/db/settings-repository.ts';
import type { AdaptiveEngine } from '../platform/engine/adaptive/adaptive-engine-port.ts';
import type { WebllmEngine } from '../platform/engine/webllm/create-webllm-engine.ts';
import type { Capabilities } from '../platform/environment/capabilities.ts';
import type { LeaveGuard } from '../platform/environment/leave-guard.ts';
import type { PageEnd } from '../platform/environment/page-end.ts';
import type { PageLife } from '../platform/environment/page-life.ts';
import type { Presence } from '../platform/environment/presence.ts';
import type { ExportTargets } from '../platform/files/export-targets.ts';
import type { FileChooser } from '../platform/files/file-chooser.ts';
import type { Logger } from '../platform/logger/logger.ts';
import type { ModelJobs } from '../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel, ModelStore } from '../platform/model-store/model-store-port.ts';
import type { LibraryStore } from '../platform/model-store/library-store-port.ts';
import type { OfflineApp } from '../platform/offline/offline-port.ts';
import type { Printer } from '../platform/printer/printer.ts';
import type { EnforcementCheck } from '../platform/privacy/enforcement/create-enforcement-check.ts';
import type { EvidenceSource } from '../platform/privacy/evidence-port.ts';
import type { ForeignRequests } from '../platform/privacy/foreign-requests.ts';
import type { SelfTest } from '../platform/self-test/self-test-port.ts';
import type { TabChannel } from '../platform/tabs/tab-channel.ts';
import type { OpenVault, Vault } from '../platform/vault/vault-port.ts';

/** What there is before anything stored has been opened: no report, no setting, no key. */
export interface Outside {
  readonly clock: Clock;
  readonly clipboard: Clipboard;
  readonly capabilities: Capabilities;
  readonly pageLife: PageLife;
  readonly foreignRequests: ForeignRequests;
  readonly enforcement: EnforcementCheck;
  readonly selfTest: SelfTest;
  readonly evidence: EvidenceSource;
  readonly createId: () => string;
  readonly modelStore: ModelStore;
  /** Everything slow that the Model library does. */
  readonly modelJobs: ModelJobs;
  readonly libraries: LibraryStore;
  readonly fileChooser: FileChooser;
  readonly exportTargets: ExportTargets;
  readonly leaveGuard: LeaveGuard;
  readonly hashing: Hashing;
  readonly engine: AdaptiveEngine;
  /** Another pair of engines, to test a model beside the one that drafts. */
  readonly createTestEngine: () => AdaptiveEngine;
  readonly offline: OfflineApp;
  readonly printer: Printer;
  /** For the harness: facts about the GPU, and losing it on purpose. */
  readonly gpu: Pick<WebllmEngine, 'facts' | 'loseDevice'>;
  /** Keeps in this browser what a graphics card needs besides the model: its compiled library. */
  readonly prepareGpu: (model: InstalledModel, signal: AbortSignal) => Promise<void>;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  readonly createCodec: (model: InstalledModel) => Promise<TokenCodec>;
  readonly logger: Logger;
  readonly presence: Presence;
  readonly tabs: TabChannel;
  readonly vault: Vault;
  readonly pageEnd: PageEnd;
}

/** Everything the app needs from outside, as ports: real in the browser, fakes in stories and tests. */
export interface Services extends Outside {
  readonly protection: OpenVault['protection'];
  /** How the key was come by. */
  readonly opening: {
    readonly failedTries: number;
    readonly strengthened: boolean;
    /** For the first time with the passphrase that a demo was given. */
    readonly passphraseSet: boolean;
  };
  readonly reports: ReportRepository;
  readonly settings: SettingsRepository;
  readonly audit: AuditLog;
  readonly backups: Backups;
}

import type { TokenCodec } from '../../src/domain/prompt/prompt-parts.ts';
import type { Outside, Services } from '../../src/app/services.ts';
import { createWebClock } from '../../src/platform/clock/web-clock.ts';
import { createWebHashing } from '../../src/platform/crypto/web-hashing.ts';
import { SealedDb } from '../../src/platform/db/sealed-db.ts';
import { openServices } from '../../src/app/open-services.ts';
import { createLocalLocks } from '../../src/platform/tabs/local-locks.ts';
import { createVault } from '../../src/platform/vault/create-vault.ts';
import { quickStretching } from '../../src/testing/vault/test-cipher.ts';
import { createPresence } from '../../src/platform/environment/presence.ts';
import type { AdaptiveEngine } from '../../src/platform/engine/adaptive/adaptive-engine-port.ts';
import { createAdaptiveEngine } from '../../src/platform/engine/adaptive/create-adaptive-engine.ts';
import type { KnownAnswerOutcome } from '../../src/platform/engine/engine-port.ts';
import { createFakeEngine, type FakeEngine } from '../../src/platform/engine/fake/create-fake-engine.ts';
import { createMemoryLogger } from '../../src/platform/logger/memory-logger.ts';
import type { EngineChoice } from '../../src/domain/settings/settings.ts';
import { SENTENCES } from '../../src/domain/errors/catalog.ts';
import { createPageEnd } from '../../src/platform/environment/page-end.ts';
import { createPageLife } from '../../src/platform/environment/page-life.ts';
import type { ModelLibrary } from '../../src/domain/model/model-library.ts';
import { createLeaveGuard } from '../../src/platform/environment/leave-guard.ts';
import { createWebExportTargets } from '../../src/platform/files/export-targets.ts';
import { createWebFileChooser } from '../../src/platform/files/web-file-chooser.ts';
import type { ModelJobs } from '../../src/platform/model-jobs/model-jobs-port.ts';
import type {
  InstalledModel,
  InstallProgress,
  StorageEstimate,
  UnfinishedModel,
} from '../../src/platform/model-store/model-store-port.ts';
import { createModelJobs } from '../../src/workers/model-jobs-client.ts';
import type { OfflineState } from '../../src/platform/offline/offline-port.ts';
import { createWebPrinter } from '../../src/platform/printer/printer.ts';
import type { Enforcement } from '../../src/domain/privacy/enforcement.ts';
import { createForeignRequests } from '../../src/platform/privacy/foreign-requests.ts';
import type { SelfTest } from '../../src/platform/self-test/self-test-port.ts';
import { randomUuid } from '../../src/platform/random/random-uuid.ts';
import { STORY_MANIFEST, STORY_MODEL } from './manifest.ts';
import { createStoryLibraryStore } from './story-library-store.ts';
import { createStoryOffline, type StoryOffline } from './story-offline.ts';
import { createStoryModelStore, type StoryModelStore } from './story-model-store.ts';
import { storyEnforcement, storyEvidence, storySelfTest } from './story-privacy.ts';

export const STORY_IMPRESSION =
  'Right lower lobe pneumonia with a small parapneumonic effusion. Follow-up radiograph after treatment is recommended to document resolution.';

export interface StoryServices {
  readonly services: Services;
  /** The scripted engines; the app chooses between them as between the real ones. */
  readonly cpu: FakeEngine;
  readonly webgpu: FakeEngine;
  /** Lets a waiting install make this progress. */
  readonly progress: { report: ((progress: InstallProgress) => void) | null };
  readonly db: SealedDb;
  readonly modelStore: StoryModelStore;
  readonly offline: StoryOffline;
  /** How the known-answer tests of models that come from now on end. */
  readonly checkTests: (outcome: KnownAnswerOutcome) => void;
}

/** One token per word: enough to count and to reuse. */
const codec: TokenCodec = {
  encodePrompt: (parts) =>
    parts
      .flatMap((part) => part.text.split(/\s+/))
      .map((word) => Array.from(word).reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 49152, 7)),
  count: (text) => text.split(/\s+/).length,
  specialTokenId: () => 2,
};

export interface StoryOptions {
  readonly installed: boolean;
  readonly msPerToken: number;
  readonly text?: string;
  /** A machine with a graphics card; without, WebGPU is missing. */
  readonly card?: boolean;
  readonly loadMs?: number;
  /** Stored in the settings. */
  readonly engine?: EngineChoice;
  /** In place of the one model of `installed`. */
  readonly models?: readonly InstalledModel[];
  readonly unfinished?: readonly UnfinishedModel[];
  readonly storage?: StorageEstimate;
  readonly libraries?: readonly ModelLibrary[];
  /** Compiled libraries that are only on the server. */
  readonly atServer?: readonly ModelLibrary[];
  readonly brought?: readonly ModelLibrary[];
  /** Protects what is stored; without, it is a demo. */
  readonly passphrase?: string;
  /** How far the app itself is kept, and whether there is a newer version. */
  readonly offline?: Partial<OfflineState>;
  /** In place of the real workers. */
  readonly modelJobs?: ModelJobs;
  readonly selfTest?: SelfTest;
  /** Null while it is looked at; left out, everything is enforced. */
  readonly enforcement?: Enforcement | null;
}

/** The app's outside with a scripted engine, an install that goes as far as it is told, and a database of its own. */
export async function createStoryServices(options: StoryOptions): Promise<StoryServices> {
  const clock = createWebClock();
  const db = new SealedDb('readroom-stories');
  await db.delete({ disableAutoOpen: false });
  const script = {
    clock,
    script: () => options.text ?? STORY_IMPRESSION,
    prefillMsPerToken: 2,
    msPerToken: options.msPerToken,
    loadMs: options.loadMs ?? 0,
  };
  const pair = (): Pick<StoryServices, 'cpu' | 'webgpu'> & { readonly engine: AdaptiveEngine } => {
    const cpu = createFakeEngine({ ...script, probe: { threads: 2 } });
    const webgpu = createFakeEngine({
      ...script,
      verifies: true,
      probe:
        options.card === true
          ? { kind: 'webgpu', compute: 'float16', device: 'Example graphics card' }
          : { kind: 'webgpu', available: false, reason: SENTENCES['engine/no-webgpu'] },
    });
    return { cpu, webgpu, engine: createAdaptiveEngine({ webgpu, cpu, logger: createMemoryLogger(clock) }) };
  };
  const { cpu, webgpu, engine } = pair();
  const tests: { outcome: KnownAnswerOutcome | null } = { outcome: null };
  const models = options.models ?? (options.installed ? [STORY_MODEL] : []);
  const modelStore = createStoryModelStore({ ...options, models });
  const offline = createStoryOffline(options.offline);
  const vault = createVault({ db, stretching: quickStretching, clock, createId: randomUuid });
  const leaveGuard = createLeaveGuard();
  const outside: Outside = {
    clock,
    clipboard: { writeText: () => Promise.resolve() },
    capabilities: { missing: [], limits: [], processors: 8 },
    pageLife: createPageLife(),
    foreignRequests: createForeignRequests(),
    enforcement: storyEnforcement(options.enforcement),
    selfTest: options.selfTest ?? storySelfTest(clock),
    evidence: storyEvidence(clock),
    createId: randomUuid,
    modelStore,
    modelJobs: options.modelJobs ?? createModelJobs({ models: modelStore, clock }),
    createTestEngine: () => {
      const { cpu: tester, engine: test } = pair();
      if (tests.outcome !== null) tester.checkNext(tests.outcome);
      return test;
    },
    offline,
    printer: createWebPrinter(),
    libraries: createStoryLibraryStore(options.libraries, options.brought, options.atServer),
    fileChooser: createWebFileChooser(),
    exportTargets: createWebExportTargets(),
    leaveGuard,
    hashing: createWebHashing(),
    engine,
    gpu: { facts: () => Promise.resolve(null), loseDevice: () => Promise.resolve() },
    prepareGpu: () => Promise.resolve(),
    readCatalog: () =>
      Promise.resolve({
        schemaVersion: 1,
        defaultModel: STORY_MANIFEST.id,
        models: [
          {
            id: STORY_MANIFEST.id,
            displayName: STORY_MANIFEST.displayName,
            totalBytes: STORY_MANIFEST.totalBytes,
            manifestSha256: STORY_MODEL.manifestSha256,
          },
        ],
      }),
    createCodec: () => Promise.resolve(codec),
    logger: createMemoryLogger(clock),
    presence: createPresence(),
    tabs: { post: () => undefined, onMessage: () => () => undefined },
    vault,
    pageEnd: createPageEnd(leaveGuard),
  };
  const stored = { outside, db, locks: createLocalLocks(), stretching: quickStretching };
  const demo = await vault.openDemo();
  if (options.passphrase !== undefined) await vault.setPassphrase(options.passphrase);
  const opened = options.passphrase === undefined ? demo : await vault.unlock(options.passphrase);
  return {
    cpu,
    webgpu,
    modelStore,
    offline,
    checkTests: (outcome) => (tests.outcome = outcome),
    progress: modelStore.progress,
    db,
    services: await openServices(stored, opened),
  };
}

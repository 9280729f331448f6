import type { Policy } from '../domain/policy/policy.ts';
import { createTokenCodec } from '../pipeline/tokenizer/token-codec.ts';
import { createWebClipboard } from '../platform/clipboard/clipboard.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import type { KeyStretching } from '../platform/crypto/key-stretching.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { SealedDb } from '../platform/db/sealed-db.ts';
import type { Capabilities } from '../platform/environment/capabilities.ts';
import { createLeaveGuard } from '../platform/environment/leave-guard.ts';
import { createPresence } from '../platform/environment/presence.ts';
import { createPageEnd } from '../platform/environment/page-end.ts';
import { createPageLife } from '../platform/environment/page-life.ts';
import { createWebExportTargets } from '../platform/files/export-targets.ts';
import { createWebFileChooser } from '../platform/files/web-file-chooser.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createWebBrowserStorage } from '../platform/model-store/browser-storage.ts';
import { createLibraryStore } from '../platform/model-store/create-library-store.ts';
import { createModelStore } from '../platform/model-store/create-model-store.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { installTrustedTypes } from '../platform/net/trusted-types.ts';
import { openWebOffline } from '../platform/offline/create-web-offline.ts';
import { readPolicy } from '../platform/policy/read-policy.ts';
import { createWebPrinter } from '../platform/printer/printer.ts';
import { createEnforcementCheck } from '../platform/privacy/enforcement/create-enforcement-check.ts';
import { createForeignRequests } from '../platform/privacy/foreign-requests.ts';
import { randomUuid } from '../platform/random/random-uuid.ts';
import type { TabLocks } from '../platform/tabs/locks.ts';
import { createTabChannel } from '../platform/tabs/tab-channel.ts';
import { createVault } from '../platform/vault/create-vault.ts';
import { createWebLocks } from '../platform/tabs/web-locks.ts';
import { createModelJobs } from '../workers/model-jobs-client.ts';
import { createStretchingInWorker } from '../workers/stretch-client.ts';
import { WORKER_SCRIPT } from '../workers/worker-script.ts';
import { createEngines } from './create-engines.ts';
import { lazyPrivacyTools } from './lazy-privacy-tools.ts';
import { readCatalog } from './read-catalog.ts';
import type { Outside } from './services.ts';

/** The real outside, and what opens the rest of it: here and in open-services.ts, ports meet their browser adapters. */
export interface WebOutside {
  readonly outside: Outside;
  readonly db: SealedDb;
  readonly locks: TabLocks;
  readonly stretching: KeyStretching;
  /** What the site asks. @throws ReadroomError `app/policy-unreadable` */
  readonly readPolicy: () => Promise<Policy>;
}

export function createWebOutside(capabilities: Capabilities): WebOutside {
  installTrustedTypes();
  const clock = createWebClock();
  const logger = createMemoryLogger(clock);
  const net = createOriginFetch(location.origin);
  const db = new SealedDb();
  const stretching = createStretchingInWorker();
  const hashing = createWebHashing();
  const locks = createWebLocks();
  const leaveGuard = createLeaveGuard();
  const storage = createWebBrowserStorage();
  const modelStore = createModelStore({ net, hashing, locks, storage, clock, logger });
  const libraries = createLibraryStore({ net, hashing, locks, clock, logger });
  const foreignRequests = createForeignRequests();
  const enforcement = createEnforcementCheck(net, clock, WORKER_SCRIPT);
  const outside: Outside = {
    clock,
    clipboard: createWebClipboard(),
    capabilities,
    pageLife: createPageLife(),
    foreignRequests,
    enforcement,
    ...lazyPrivacyTools({ net, hashing, clock, models: modelStore, requests: foreignRequests, enforcement }),
    createId: randomUuid,
    modelStore,
    modelJobs: createModelJobs({ models: modelStore, clock }),
    libraries,
    offline: openWebOffline(),
    printer: createWebPrinter(),
    fileChooser: createWebFileChooser(),
    exportTargets: createWebExportTargets(),
    leaveGuard,
    hashing,
    logger,
    presence: createPresence(),
    tabs: createTabChannel(),
    vault: createVault({ db, stretching, clock, createId: randomUuid }),
    pageEnd: createPageEnd(leaveGuard),
    ...createEngines({ clock, logger, libraries }),
    readCatalog: (signal) => readCatalog(net, signal),
    async createCodec({ manifest }) {
      const path = manifest.files.find((file) => file.role === 'tokenizer')?.path ?? 'tokenizer.json';
      const bytes = await modelStore.readFile(manifest.id, path);
      return createTokenCodec(new TextDecoder().decode(bytes));
    },
  };
  return { outside, db, locks, stretching, readPolicy: () => readPolicy(net, clock) };
}

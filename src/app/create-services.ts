import { createTokenCodec } from '../pipeline/tokenizer/token-codec.ts';
import { createAppAssets } from '../platform/assets/create-app-assets.ts';
import { createWebClipboard } from '../platform/clipboard/clipboard.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { ReadroomDb } from '../platform/db/readroom-db.ts';
import { createReportRepository } from '../platform/db/report-repository.ts';
import { createSettingsRepository } from '../platform/db/settings-repository.ts';
import type { Capabilities } from '../platform/environment/capabilities.ts';
import { holdWasm } from '../platform/engine/wllama/held-wasm.ts';
import { createLeaveGuard } from '../platform/environment/leave-guard.ts';
import { createPageLife } from '../platform/environment/page-life.ts';
import { createWebExportTargets } from '../platform/files/export-targets.ts';
import { createWebFileChooser } from '../platform/files/web-file-chooser.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createWebBrowserStorage } from '../platform/model-store/browser-storage.ts';
import { createLibraryStore } from '../platform/model-store/create-library-store.ts';
import { createModelStore } from '../platform/model-store/create-model-store.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { installTrustedTypes } from '../platform/net/trusted-types.ts';
import { createWebPrinter } from '../platform/printer/printer.ts';
import { createForeignRequests } from '../platform/privacy/foreign-requests.ts';
import { randomUuid } from '../platform/random/random-uuid.ts';
import { createWebLocks } from '../platform/tabs/web-locks.ts';
import { createModelJobs } from '../workers/model-jobs-client.ts';
import { createEngines } from './create-engines.ts';
import { lazyPrivacyTools } from './lazy-privacy-tools.ts';
import { readCatalog } from './read-catalog.ts';
import type { Services } from './services.ts';

/** The real outside: the only place where ports meet their browser adapters. */
export function createWebServices(capabilities: Capabilities): Services {
  installTrustedTypes();
  const clock = createWebClock();
  const logger = createMemoryLogger(clock);
  const net = createOriginFetch(location.origin);
  const db = new ReadroomDb();
  const hashing = createWebHashing();
  const locks = createWebLocks();
  const storage = createWebBrowserStorage();
  const modelStore = createModelStore({ net, hashing, locks, storage, clock, logger });
  const libraries = createLibraryStore({ net, hashing, locks, clock, logger });
  const foreignRequests = createForeignRequests();
  return {
    clock,
    clipboard: createWebClipboard(),
    capabilities,
    pageLife: createPageLife(),
    foreignRequests,
    ...lazyPrivacyTools({ net, hashing, clock, models: modelStore, requests: foreignRequests }),
    createId: randomUuid,
    reports: createReportRepository(db, randomUuid),
    settings: createSettingsRepository(db),
    modelStore,
    modelJobs: createModelJobs({ models: modelStore, clock }),
    libraries,
    assets: createAppAssets(net, holdWasm),
    printer: createWebPrinter(),
    fileChooser: createWebFileChooser(),
    exportTargets: createWebExportTargets(),
    leaveGuard: createLeaveGuard(),
    hashing,
    ...createEngines({ clock, logger, libraries }),
    readCatalog: (signal) => readCatalog(net, signal),
    async createCodec({ manifest }) {
      const path = manifest.files.find((file) => file.role === 'tokenizer')?.path ?? 'tokenizer.json';
      const bytes = await modelStore.readFile(manifest.id, path);
      return createTokenCodec(new TextDecoder().decode(bytes));
    },
  };
}

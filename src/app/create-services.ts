import { createTokenCodec } from '../pipeline/tokenizer/token-codec.ts';
import { createWebClipboard } from '../platform/clipboard/clipboard.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { ReadroomDb } from '../platform/db/readroom-db.ts';
import { createReportRepository } from '../platform/db/report-repository.ts';
import { createSettingsRepository } from '../platform/db/settings-repository.ts';
import { createWllamaEngine } from '../platform/engine/wllama/create-wllama-engine.ts';
import { WLLAMA_WASM_URL } from '../platform/engine/wllama/wasm-url.ts';
import type { Capabilities } from '../platform/environment/capabilities.ts';
import { createPageLife } from '../platform/environment/page-life.ts';
import { createMemoryLogger } from '../platform/logger/memory-logger.ts';
import { createWebBrowserStorage } from '../platform/model-store/browser-storage.ts';
import { createModelStore } from '../platform/model-store/create-model-store.ts';
import { createOriginFetch } from '../platform/net/origin-fetch.ts';
import { installTrustedTypes } from '../platform/net/trusted-types.ts';
import { createForeignRequests } from '../platform/privacy/foreign-requests.ts';
import { randomUuid } from '../platform/random/random-uuid.ts';
import { createWebLocks } from '../platform/tabs/web-locks.ts';
import { createModelViewClient } from '../workers/model-view-client.ts';
import { readCatalog } from './read-catalog.ts';
import type { Services } from './services.ts';

/** The real outside: the only place where ports meet their browser adapters. The WebGPU engine joins here next. */
export function createWebServices(capabilities: Capabilities): Services {
  installTrustedTypes();
  const clock = createWebClock();
  const logger = createMemoryLogger(clock);
  const net = createOriginFetch(location.origin);
  const db = new ReadroomDb();
  const modelStore = createModelStore({
    net,
    hashing: createWebHashing(),
    locks: createWebLocks(),
    storage: createWebBrowserStorage(),
    clock,
    logger,
  });
  return {
    clock,
    clipboard: createWebClipboard(),
    capabilities,
    pageLife: createPageLife(),
    foreignRequests: createForeignRequests(),
    createId: randomUuid,
    reports: createReportRepository(db, randomUuid),
    settings: createSettingsRepository(db),
    modelStore,
    engine: createWllamaEngine({
      clock,
      logger,
      wasmUrl: WLLAMA_WASM_URL,
      openView: createModelViewClient().open,
    }),
    readCatalog: (signal) => readCatalog(net, signal),
    async createCodec({ manifest }) {
      const path = manifest.files.find((file) => file.role === 'tokenizer')?.path ?? 'tokenizer.json';
      const bytes = await modelStore.readFile(manifest.id, path);
      return createTokenCodec(new TextDecoder().decode(bytes));
    },
  };
}

import type { TokenCodec } from '../../src/domain/prompt/prompt-parts.ts';
import type { Services } from '../../src/app/services.ts';
import { createWebClock } from '../../src/platform/clock/web-clock.ts';
import { ReadroomDb } from '../../src/platform/db/readroom-db.ts';
import { createReportRepository } from '../../src/platform/db/report-repository.ts';
import { createSettingsRepository } from '../../src/platform/db/settings-repository.ts';
import { createAdaptiveEngine } from '../../src/platform/engine/adaptive/create-adaptive-engine.ts';
import { createFakeEngine, type FakeEngine } from '../../src/platform/engine/fake/create-fake-engine.ts';
import { createMemoryLogger } from '../../src/platform/logger/memory-logger.ts';
import type { EngineChoice } from '../../src/domain/settings/settings.ts';
import { SENTENCES } from '../../src/domain/errors/catalog.ts';
import { createPageLife } from '../../src/platform/environment/page-life.ts';
import type { InstallProgress, ModelStore } from '../../src/platform/model-store/model-store-port.ts';
import { createForeignRequests } from '../../src/platform/privacy/foreign-requests.ts';
import { randomUuid } from '../../src/platform/random/random-uuid.ts';
import { STORY_MANIFEST, STORY_MODEL } from './manifest.ts';

export const STORY_IMPRESSION =
  'Right lower lobe pneumonia with a small parapneumonic effusion. Follow-up radiograph after treatment is recommended to document resolution.';

export interface StoryServices {
  readonly services: Services;
  /** The scripted engines; the app chooses between them as between the real ones. */
  readonly cpu: FakeEngine;
  readonly webgpu: FakeEngine;
  /** Lets a waiting install make this progress. */
  readonly progress: { report: ((progress: InstallProgress) => void) | null };
  readonly db: ReadroomDb;
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
}

/** The app's outside with a scripted engine, an install that goes as far as it is told, and a database of its own. */
export function createStoryServices(options: StoryOptions): StoryServices {
  const clock = createWebClock();
  const db = new ReadroomDb('readroom-stories');
  const script = {
    clock,
    script: () => options.text ?? STORY_IMPRESSION,
    prefillMsPerToken: 2,
    msPerToken: options.msPerToken,
    loadMs: options.loadMs ?? 0,
  };
  const cpu = createFakeEngine({ ...script, probe: { threads: 2 } });
  const webgpu = createFakeEngine({
    ...script,
    verifies: true,
    probe:
      options.card === true
        ? { kind: 'webgpu', compute: 'float16', device: 'Example graphics card' }
        : { kind: 'webgpu', available: false, reason: SENTENCES['engine/no-webgpu'] },
  });
  const engine = createAdaptiveEngine({ webgpu, cpu, logger: createMemoryLogger(clock) });
  const progress: StoryServices['progress'] = { report: null };
  let installed = options.installed;
  const modelStore: ModelStore = {
    list: () => Promise.resolve(installed ? [STORY_MODEL] : []),
    get: () => Promise.resolve(installed ? STORY_MODEL : null),
    installFromOrigin: (_url, { signal, onProgress } = {}) =>
      new Promise((_resolve, reject) => {
        progress.report = (p) => onProgress?.(p);
        signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
      }),
    readFile: () => Promise.resolve(new Uint8Array()),
    remove: () => {
      installed = false;
      return Promise.resolve();
    },
    estimate: () => Promise.resolve({ usedBytes: 148e6, quotaBytes: 64e9, persisted: true }),
    persist: () => Promise.resolve(true),
  };
  return {
    cpu,
    webgpu,
    progress,
    db,
    services: {
      clock,
      clipboard: { writeText: () => Promise.resolve() },
      capabilities: { missing: [], limits: [], processors: 8 },
      pageLife: createPageLife(),
      foreignRequests: createForeignRequests(),
      createId: randomUuid,
      reports: createReportRepository(db, randomUuid),
      settings: createSettingsRepository(db),
      modelStore,
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
    },
  };
}

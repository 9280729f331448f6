import Dexie, { type Collection, type DexieOptions, type Table } from 'dexie';
import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { ModelDetails } from '../../domain/model/model-details.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Clock } from '../clock/clock.ts';
import { createWebClock } from '../clock/web-clock.ts';
import type { Arrival } from './arrival.ts';
import type { MergeRecord } from './model-store-port.ts';
import { detailsOf } from './record-details.ts';
import { yieldToOtherTabs } from './yield-to-other-tabs.ts';

/** A model that counts as installed. */
export interface ModelRecord {
  readonly id: string;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** ms since the epoch. */
  readonly installedAt: number;
  readonly details: ModelDetails;
  /** What a merge was asked for, so that a damaged model can be made again; absent for the other kinds. */
  readonly merge?: MergeRecord;
  /** Computed here when the manifest has none. */
  readonly knownAnswer?: KnownAnswer;
}

/** What is remembered of the installed model that a new one of the same id takes the place of. */
export type Predecessor = Pick<ModelRecord, 'manifestSha256' | 'details' | 'knownAnswer'>;

/** A model that is being written, from before its first file until it is listed or removed. */
export interface JobRecord {
  readonly modelId: string;
  /** ms since the epoch; of the first attempt. */
  readonly startedAt: number;
  readonly arrival: Arrival;
  readonly predecessor: Predecessor | null;
}

/** A file that is stored and whose SHA-256 was checked before this record was written. */
export interface FileRecord {
  readonly modelId: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly verifiedAt: number;
  /** The file's own bytes where web-llm's row holds something else: parsed JSON, or no row at all. */
  readonly raw: Uint8Array | null;
}

/** A compiled model library that is kept here; its bytes are a row of `webllm/wasm`. */
export interface LibraryRecord {
  readonly name: string;
  readonly library: ModelLibrary;
  /** True when a person brought it from a disk: no origin can give it again. Absent in older records. */
  readonly brought?: boolean;
}

/** A row of web-llm's cache: `data` is an ArrayBuffer or parsed JSON. */
export interface CacheRow {
  readonly url: string;
  readonly data: unknown;
}

/** Every file of one model, known or not. */
export function filesOf(own: ModelsDatabase, modelId: string): Collection<FileRecord, [string, string]> {
  return own.files.where('[modelId+path]').between([modelId, ''], [modelId, '\uffff']);
}

/** web-llm opens its databases with native version 1; Dexie multiplies by 10. */
const WEB_LLM_VERSION = 0.1;

export class ModelsDatabase extends Dexie {
  declare readonly models: Table<ModelRecord, string>;
  declare readonly files: Table<FileRecord, [string, string]>;
  declare readonly libraries: Table<LibraryRecord, string>;
  declare readonly jobs: Table<JobRecord, string>;

  constructor(options: DexieOptions, clock: Pick<Clock, 'after'>) {
    // What it lists must be there after a power cut as well; the default leaves the last moments to the system's cache.
    super('readroom-models', { chromeTransactionDurability: 'strict', ...options });
    this.version(1).stores({ models: 'id', files: '[modelId+path]' });
    this.version(2).stores({ libraries: 'name' });
    this.version(3)
      .stores({ jobs: 'modelId' })
      .upgrade((transaction) =>
        transaction
          .table<ModelRecord, string>('models')
          .toCollection()
          .modify((record, change) => {
            change.value = { ...record, details: detailsOf(record) };
          }),
      );
    yieldToOtherTabs(this, clock);
  }
}

/** One of web-llm's own databases; field for field what its ArtifactIndexedDBCache creates (web-llm 0.2.86). */
export class CacheDatabase extends Dexie {
  declare readonly urls: Table<CacheRow, string>;

  constructor(name: 'webllm/model' | 'webllm/config' | 'webllm/wasm', options: DexieOptions) {
    super(name, options);
    this.version(WEB_LLM_VERSION).stores({ urls: 'url' });
  }
}

export interface ModelDatabases {
  readonly own: ModelsDatabase;
  /** Shards, tensor-cache.json, tokenizer.json. */
  readonly model: CacheDatabase;
  /** mlc-chat-config.json. */
  readonly config: CacheDatabase;
  /** Compiled model libraries. */
  readonly wasm: CacheDatabase;
}

/** Opens nothing yet: Dexie does at the first use. `options` replace the browser's IndexedDB in tests. */
export function createModelDatabases(
  options: DexieOptions = {},
  clock: Pick<Clock, 'after'> = createWebClock(),
): ModelDatabases {
  return {
    own: new ModelsDatabase(options, clock),
    model: new CacheDatabase('webllm/model', options),
    config: new CacheDatabase('webllm/config', options),
    wasm: new CacheDatabase('webllm/wasm', options),
  };
}

import Dexie, { type DexieOptions, type Table } from 'dexie';
import type { KnownAnswer } from '../../domain/model/known-answer.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';

/** A model that counts as installed. */
export interface ModelRecord {
  readonly id: string;
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** ms since the epoch. */
  readonly installedAt: number;
  /** Computed here when the manifest has none. */
  readonly knownAnswer?: KnownAnswer;
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
}

/** A row of web-llm's cache: `data` is an ArrayBuffer or parsed JSON. */
export interface CacheRow {
  readonly url: string;
  readonly data: unknown;
}

/** web-llm opens its databases with native version 1; Dexie multiplies by 10. */
const WEB_LLM_VERSION = 0.1;

export class ModelsDatabase extends Dexie {
  declare readonly models: Table<ModelRecord, string>;
  declare readonly files: Table<FileRecord, [string, string]>;
  declare readonly libraries: Table<LibraryRecord, string>;

  constructor(options: DexieOptions) {
    super('readroom-models', options);
    this.version(1).stores({ models: 'id', files: '[modelId+path]' });
    this.version(2).stores({ libraries: 'name' });
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
export function createModelDatabases(options: DexieOptions = {}): ModelDatabases {
  return {
    own: new ModelsDatabase(options),
    model: new CacheDatabase('webllm/model', options),
    config: new CacheDatabase('webllm/config', options),
    wasm: new CacheDatabase('webllm/wasm', options),
  };
}

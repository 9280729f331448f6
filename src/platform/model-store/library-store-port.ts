import type { ModelLibrary } from '../../domain/model/model-library.ts';

/** Compiled model libraries of our own origin, kept in this browser so that a model loads with no network. */
export interface LibraryStore {
  /**
   * The libraries that this origin offers; the ones already kept here when the origin cannot be reached in a few
   * seconds, has none, or gives something else.
   * @throws ReadroomError `net/bad-library-index` when none is kept; `store/…`; AbortError
   */
  list(signal?: AbortSignal): Promise<readonly ModelLibrary[]>;
  /**
   * The libraries that are kept here.
   * @throws ReadroomError `store/…`
   */
  kept(): Promise<readonly ModelLibrary[]>;
  /**
   * Names of the kept libraries that were brought from a disk: no origin can give them again.
   * @throws ReadroomError `store/…`
   */
  brought(): Promise<readonly string[]>;
  /**
   * Keeps a library that was brought from a disk, its SHA-256 checked.
   * @throws ReadroomError `library/bad-library`, `store/…`
   */
  add(library: ModelLibrary, bytes: Uint8Array): Promise<KeptLibrary>;
  /** Bytes of a kept library, checked; for exports. @throws ReadroomError `store/…` */
  read(library: ModelLibrary): Promise<Uint8Array>;
  /** Removes a kept library. */
  remove(name: string): Promise<void>;
  /**
   * Fetches, checks and keeps a library as a row of web-llm's cache (`webllm/wasm`, key `KeptLibrary.url`); quick when it is
   * kept already. Its SHA-256 is checked every time;
   * one that is damaged here is fetched again.
   * @throws ReadroomError `net/hash-mismatch`, `net/…`, `store/quota-exceeded`, `store/…`; AbortError
   */
  ensure(library: ModelLibrary, options?: { readonly signal?: AbortSignal }): Promise<KeptLibrary>;
}

export interface KeptLibrary {
  readonly library: ModelLibrary;
  /** Key of the row, and what web-llm is told as `model_lib`. */
  readonly url: string;
}

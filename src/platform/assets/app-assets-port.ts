/** The files that this build of the app is made of: scripts, workers, WebAssembly, styles, fonts. */
export interface AppAssets {
  /**
   * Has every file of the app fetched once, so that the browser holds it when there is no network: parts that are loaded
   * late (the engines, the workers of the Model library) would else be missing.
   * @returns the paths that are not at hand afterwards; null where the build names no files, as while developing
   * @throws AbortError
   */
  keep(signal?: AbortSignal): Promise<readonly string[] | null>;
}

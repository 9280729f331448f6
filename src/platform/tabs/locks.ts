/** Exclusive work across the tabs of this browser. */
export interface TabLocks {
  /**
   * Runs `work` while no other tab holds `name`; waits for it otherwise.
   * @param onWait called once when another tab holds it now
   * @throws AbortError when the signal fires while waiting
   */
  exclusive<T>(
    name: string,
    work: () => Promise<T>,
    options?: { readonly signal?: AbortSignal; readonly onWait?: () => void },
  ): Promise<T>;
  /** Whether anybody works under `name` right now, here or in another tab. */
  isHeld(name: string): Promise<boolean>;
}

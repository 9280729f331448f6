import type { OfflineApp, OfflineState } from '../../src/platform/offline/offline-port.ts';

/** An app that is kept, and goes to whatever state a story or a test wants. */
export interface StoryOffline extends OfflineApp {
  readonly become: (change: Partial<OfflineState>) => void;
  /** What was asked of it, in order. */
  readonly asked: readonly string[];
}

export function createStoryOffline(first: Partial<OfflineState> = {}): StoryOffline {
  let state: OfflineState = {
    kept: 'kept',
    error: null,
    build: '5d0266b481d2be5bca8744a3aeb5e07a8e220c9a677af821c8181f6c44645839',
    newVersion: 'none',
    refused: 0,
    ...first,
  };
  const asked: string[] = [];
  const listeners = new Set<() => void>();
  const become = (change: Partial<OfflineState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const note = (what: string): Promise<void> => Promise.resolve(void asked.push(what));
  return {
    become,
    asked,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep: () => note('keep'),
    look: () => note('look'),
    async takeOver() {
      await note('take over');
      become({ newVersion: 'in-use' });
    },
    reload: () => void note('reload'),
  };
}

import { useSyncExternalStore } from 'react';
import type { Settings } from '../domain/settings/settings.ts';
import type { AppState } from './app-state.ts';

/** Dexie owns the settings; a change shows at once and is taken back if it cannot be stored. */
export function useSettings({
  settings,
}: AppState): readonly [Settings, (change: Partial<Settings>) => void] {
  return [useSyncExternalStore(settings.subscribe, settings.get), settings.change];
}

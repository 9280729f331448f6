import { DEFAULT_SETTINGS, type Settings } from '../domain/settings/settings.ts';
import type { SettingsRepository } from '../platform/db/settings-repository.ts';

/** The settings as all tabs of this browser share them. */
export interface SharedSettings {
  readonly get: () => Settings;
  /** Takes effect at once; what cannot be stored is taken back. */
  readonly change: (change: Partial<Settings>) => void;
  /** Calls back after every change, of this tab or another. */
  readonly subscribe: (listener: (now: Settings, before: Settings) => void) => () => void;
  readonly dispose: () => void;
}

export async function createSharedSettings(repository: SettingsRepository): Promise<SharedSettings> {
  let settings = await repository.read().catch(() => DEFAULT_SETTINGS);
  const listeners = new Set<(now: Settings, before: Settings) => void>();
  /** Changes of this tab that are being stored: what is read meanwhile is older than they are. */
  let storing = 0;

  const take = (now: Settings): void => {
    if (isSame(now, settings)) return;
    const before = settings;
    settings = now;
    for (const listener of listeners) listener(now, before);
  };

  const change = async (wanted: Partial<Settings>): Promise<void> => {
    const before = settings;
    take({ ...settings, ...wanted });
    storing++;
    try {
      const stored = await repository.change(wanted);
      if (--storing === 0) take(stored);
    } catch {
      storing--;
      take({ ...settings, ...onlyKeysOf(wanted, before) });
    }
  };

  const unwatch = repository.watch((stored) => {
    if (storing === 0) take(stored);
  });
  return {
    get: () => settings,
    change: (wanted) => void change(wanted),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    dispose: unwatch,
  };
}

function onlyKeysOf(change: Partial<Settings>, settings: Settings): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key in change));
}

function isSame(a: Settings, b: Settings): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

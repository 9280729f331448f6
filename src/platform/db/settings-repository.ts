import { liveQuery } from 'dexie';
import * as v from 'valibot';
import { DEFAULT_SETTINGS, SettingsSchema, type Settings } from '../../domain/settings/settings.ts';
import type { ReadroomDb, SettingRow } from './readroom-db.ts';
import { storageError } from './storage-error.ts';

export interface SettingsRepository {
  /** The stored settings; the defaults where there are none or they no longer make sense. */
  read(): Promise<Settings>;
  /**
   * Stores these settings and leaves the others as they are, whoever stored them. Resolves when stored, to all of them.
   * @throws ReadroomError `store/quota-exceeded`, `report/not-saved`
   */
  change(change: Partial<Settings>): Promise<Settings>;
  /** Calls back with the stored settings, at once and whenever this or another tab changes them. */
  watch(onChange: (settings: Settings) => void): () => void;
}

const KEY = 'settings';

export function createSettingsRepository(db: ReadroomDb): SettingsRepository {
  return {
    async read() {
      try {
        return settingsIn(await db.settings.get(KEY));
      } catch (error) {
        throw storageError(error, 'report/database-unavailable');
      }
    },

    async change(change) {
      try {
        return await db.transaction('rw', db.settings, async () => {
          const settings = { ...settingsIn(await db.settings.get(KEY)), ...change };
          await db.settings.put({ key: KEY, value: settings });
          return settings;
        });
      } catch (error) {
        throw storageError(error, 'report/not-saved');
      }
    },

    watch(onChange) {
      const subscription = liveQuery(() => db.settings.get(KEY)).subscribe({
        next: (row) => onChange(settingsIn(row)),
      });
      return () => subscription.unsubscribe();
    },
  };
}

function settingsIn(row: SettingRow | undefined): Settings {
  const parsed = v.safeParse(SettingsSchema, row?.value);
  return parsed.success ? parsed.output : DEFAULT_SETTINGS;
}

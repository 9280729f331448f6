import * as v from 'valibot';
import { DEFAULT_SETTINGS, SettingsSchema, type Settings } from '../../domain/settings/settings.ts';
import type { ReadroomDb } from './readroom-db.ts';
import { storageError } from './storage-error.ts';

export interface SettingsRepository {
  /** The stored settings; the defaults where there are none or they no longer make sense. */
  read(): Promise<Settings>;
  /** Resolves when stored. */
  write(settings: Settings): Promise<void>;
}

const KEY = 'settings';

export function createSettingsRepository(db: ReadroomDb): SettingsRepository {
  return {
    async read() {
      try {
        const row = await db.settings.get(KEY);
        const parsed = v.safeParse(SettingsSchema, row?.value);
        return parsed.success ? parsed.output : DEFAULT_SETTINGS;
      } catch (error) {
        throw storageError(error, 'report/database-unavailable');
      }
    },
    async write(settings) {
      try {
        await db.settings.put({ key: KEY, value: settings });
      } catch (error) {
        throw storageError(error, 'report/not-saved');
      }
    },
  };
}

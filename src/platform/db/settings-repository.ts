import * as v from 'valibot';
import {
  DEFAULT_SETTINGS,
  SettingsSchema,
  THEMES,
  type Settings,
  type Theme,
} from '../../domain/settings/settings.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { requireCurrentKey } from '../vault/vault-record.ts';
import { reading, writing } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';

export interface SettingsRepository {
  /** The stored settings; the defaults where there are none or they no longer make sense. */
  read(): Promise<Settings>;
  /** Resolves when stored. */
  write(settings: Settings): Promise<void>;
}

export const SETTINGS_NAME = 'settings';
const PLACE = { table: 'settings', id: SETTINGS_NAME } as const;

/** Sealed: a name that somebody wrote stands in them. */
export function createSettingsRepository(db: SealedDb, cipher: RecordCipher): SettingsRepository {
  return {
    async read() {
      const row = await reading(() => db.settings.get(SETTINGS_NAME));
      if (row === undefined) return DEFAULT_SETTINGS;
      const value = await cipher.open(PLACE, row.sealed).catch(() => null);
      const parsed = v.safeParse(SettingsSchema, value);
      return parsed.success ? parsed.output : DEFAULT_SETTINGS;
    },
    async write(settings) {
      const sealed = await cipher.seal(PLACE, settings);
      await writing(() =>
        db.transaction('rw', [db.settings, db.meta, db.vault], async () => {
          await requireCurrentKey(db, cipher.keyId);
          await db.settings.put({ name: SETTINGS_NAME, key: cipher.keyId, sealed });
          // The lock screen is shown before anything can be opened.
          await db.meta.put({ name: 'theme', value: settings.theme });
        }),
      );
    },
  };
}

/** The appearance, for the time before anything can be opened; never throws. */
export async function readTheme(db: SealedDb): Promise<Theme> {
  const row = await db.meta.get('theme').catch(() => undefined);
  return THEMES.find((theme) => theme === row?.value) ?? DEFAULT_SETTINGS.theme;
}

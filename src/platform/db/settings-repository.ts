import { liveQuery } from 'dexie';
import * as v from 'valibot';
import {
  DEFAULT_SETTINGS,
  SettingsSchema,
  THEMES,
  type Settings,
  type Theme,
} from '../../domain/settings/settings.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { sameBytes } from '../crypto/same-bytes.ts';
import { requireCurrentKey } from '../vault/vault-record.ts';
import { reading, writing } from './report-rows.ts';
import type { SealedDb, SealedSettingRow } from './sealed-db.ts';

export interface SettingsRepository {
  /** The stored settings; the defaults where there are none or they no longer make sense. */
  read(): Promise<Settings>;
  /**
   * Stores these settings and leaves the others as they are, whoever stored them. Resolves when stored, to all of them.
   * @throws ReadroomError `store/quota-exceeded`, `report/not-saved`, `vault/locked`
   */
  change(change: Partial<Settings>): Promise<Settings>;
  /** Calls back with the stored settings, at once and whenever this or another tab changes them. */
  watch(onChange: (settings: Settings) => void): () => void;
}

export const SETTINGS_NAME = 'settings';
const PLACE = { table: 'settings', id: SETTINGS_NAME } as const;

/** Sealed: a name that somebody wrote stands in them. */
export function createSettingsRepository(db: SealedDb, cipher: RecordCipher): SettingsRepository {
  /** Ends when the change before has ended: of two quick ones the last counts, however long each takes to seal. */
  let queue: Promise<unknown> = Promise.resolve();

  const open = async (row: SealedSettingRow | undefined): Promise<Settings> => {
    const value = row === undefined ? null : await cipher.open(PLACE, row.sealed).catch(() => null);
    const parsed = v.safeParse(SettingsSchema, value);
    return parsed.success ? parsed.output : DEFAULT_SETTINGS;
  };

  /** Null when another tab has stored others since they were read. */
  const tryChange = async (change: Partial<Settings>): Promise<Settings | null> => {
    const before = await reading(() => db.settings.get(SETTINGS_NAME));
    const settings = { ...(await open(before)), ...change };
    const sealed = await cipher.seal(PLACE, settings);
    return writing(() =>
      db.transaction('rw', [db.settings, db.meta, db.vault], async () => {
        await requireCurrentKey(db, cipher.keyId);
        if (!sameRow(before, await db.settings.get(SETTINGS_NAME))) return null;
        await db.settings.put({ name: SETTINGS_NAME, key: cipher.keyId, sealed });
        // The lock screen is shown before anything can be opened.
        await db.meta.put({ name: 'theme', value: settings.theme });
        return settings;
      }),
    );
  };

  return {
    read: async () => open(await reading(() => db.settings.get(SETTINGS_NAME))),

    change(change) {
      const stored = queue.then(async () => {
        // Ends: each time round, another tab's change has been stored.
        for (;;) {
          const settings = await tryChange(change);
          if (settings !== null) return settings;
        }
      });
      queue = stored.catch(() => undefined);
      return stored;
    },

    watch(onChange) {
      let newest = 0;
      const tell = async (row: SealedSettingRow | undefined): Promise<void> => {
        const turn = ++newest;
        // Of a key that is not this one: another tab has set a passphrase, and this page ends in a moment.
        if (row !== undefined && row.key !== cipher.keyId) return;
        const settings = await open(row);
        if (turn === newest) onChange(settings);
      };
      const subscription = liveQuery(() => db.settings.get(SETTINGS_NAME)).subscribe({
        next: (row) => void tell(row),
      });
      return () => {
        newest++;
        subscription.unsubscribe();
      };
    },
  };
}

/** The appearance, for the time before anything can be opened; never throws. */
export async function readTheme(db: SealedDb): Promise<Theme> {
  const row = await db.meta.get('theme').catch(() => undefined);
  return THEMES.find((theme) => theme === row?.value) ?? DEFAULT_SETTINGS.theme;
}

function sameRow(a: SealedSettingRow | undefined, b: SealedSettingRow | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameBytes(a.sealed, b.sealed);
}

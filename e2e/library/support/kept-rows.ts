import type { Page } from '@playwright/test';

export interface KeptRow {
  readonly path: string;
  readonly bytes: number;
  /** When it was written or checked last. */
  readonly verifiedAt: number;
}

/** What the store holds of models, finished or not; from the database itself, for pages without the harness. */
export async function keptRows(page: Page): Promise<KeptRow[]> {
  return (await readAll<KeptRow>(page, 'files')).map(({ path, bytes, verifiedAt }) => ({
    path,
    bytes,
    verifiedAt,
  }));
}

export interface KeptModel {
  readonly id: string;
  readonly manifest: unknown;
  readonly manifestSha256: string;
}

/** The records of the installed models. */
export async function keptModels(page: Page): Promise<KeptModel[]> {
  return readAll<KeptModel>(page, 'models');
}

async function readAll<T>(page: Page, store: string): Promise<T[]> {
  const rows = await page.evaluate(
    (name) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('readroom-models');
        opening.onerror = () => reject(opening.error ?? new Error('IndexedDB'));
        opening.onsuccess = () => {
          const db = opening.result;
          const all = db.transaction(name).objectStore(name).getAll();
          all.onerror = () => reject(all.error ?? new Error('IndexedDB'));
          all.onsuccess = () => {
            db.close();
            resolve(all.result);
          };
        };
      }),
    store,
  );
  return rows as T[];
}

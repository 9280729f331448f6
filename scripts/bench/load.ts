import type { Page } from 'playwright-core';
import { openAppSession } from '../browser/app-session.ts';
import type { BenchRow, BenchSection } from './section.ts';

interface LoadFigures {
  readonly bytes: number;
  /** Reading every row of the model and nothing else, s. */
  readonly rawSeconds: number;
  /** Reading and hashing every file, s. */
  readonly verifySeconds: number;
  /** Reading, hashing, deriving the CPU engine's file, until the engine has it and begins to read it, s. */
  readonly toEngineSeconds: number;
  readonly loadSeconds: number;
}

/** How fast an installed model gets from IndexedDB into the engine, beside a bare read of the same rows. */
export async function runLoadBench(): Promise<BenchSection> {
  const session = await openAppSession();
  try {
    await session.page.evaluate(() => window.readroomHarness?.install());
    // The first read after an installation finds the bytes still in memory; so does the bare one.
    await measure(session.page);
    return { name: 'load', rows: rowsOf(await measure(session.page)) };
  } finally {
    await session.close();
  }
}

function rowsOf(figures: LoadFigures): BenchRow[] {
  const speed = (seconds: number): number => figures.bytes / 1e6 / seconds;
  const note = `${(figures.bytes / 1e6).toFixed(0)} MB`;
  return [
    { name: 'bare read of the rows', value: speed(figures.rawSeconds), unit: 'MB/s', note },
    { name: 'read and hashed', value: speed(figures.verifySeconds), unit: 'MB/s', note },
    {
      name: 'read, hashed and derived for the CPU engine',
      value: speed(figures.toEngineSeconds),
      unit: 'MB/s',
      note,
    },
    {
      name: 'by the bare read',
      value: figures.rawSeconds / figures.toEngineSeconds,
      unit: '',
      note: 'the same rows in the same run',
    },
    { name: 'whole load on the CPU', value: figures.loadSeconds, unit: 's' },
  ];
}

function measure(page: Page): Promise<LoadFigures> {
  return page.evaluate(async () => {
    const harness = window.readroomHarness;
    if (harness === undefined) throw new Error('The harness page is gone.');
    const [model] = await harness.models.list();
    if (model === undefined) throw new Error('nothing is installed');
    const { id } = model.manifest;

    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
      });
    const db = await done(indexedDB.open('webllm/model'));
    const urls = (): IDBObjectStore => db.transaction('urls', 'readonly').objectStore('urls');
    const keys = (await done(urls().getAllKeys())).map(String).filter((key) => key.includes(`/${id}/`));
    let start = performance.now();
    let bytes = 0;
    for (const key of keys) {
      const row = (await done(urls().get(key))) as { readonly data: unknown };
      if (row.data instanceof ArrayBuffer) bytes += row.data.byteLength;
    }
    const rawSeconds = (performance.now() - start) / 1000;
    db.close();

    start = performance.now();
    await harness.jobs.verify(id).result;
    const verifySeconds = (performance.now() - start) / 1000;

    const load = await harness.load({ id, engine: 'cpu' });
    const uploaded = load.phases.find(({ phase }) => phase !== 'verify')?.milliseconds ?? load.milliseconds;
    await harness.unload();
    return {
      bytes,
      rawSeconds,
      verifySeconds,
      toEngineSeconds: uploaded / 1000,
      loadSeconds: load.milliseconds / 1000,
    };
  });
}

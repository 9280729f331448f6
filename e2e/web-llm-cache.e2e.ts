import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SECURITY_HEADERS } from '../scripts/serve/headers.ts';
import { expect, openHarness, test } from './support/journey.ts';

/** The part of web-llm's interface that is called here, in the page. */
interface WebLlm {
  hasModelInCache(
    id: string,
    appConfig: { cacheBackend: string; model_list: { model: string; model_id: string; model_lib: string }[] },
  ): Promise<boolean>;
}

const LIBRARY = '/e2e/web-llm.js';

test('web-llm’s own code finds the installed model in our rows', async ({ page }) => {
  const source = readFileSync(createRequire(import.meta.url).resolve('@mlc-ai/web-llm'), 'utf8');
  await page.route(`**${LIBRARY}`, (route) =>
    route.fulfill({ body: source, contentType: 'text/javascript', headers: { ...SECURITY_HEADERS } }),
  );
  await openHarness(page);
  const found = await page.evaluate(async (library) => {
    const installed = await window.readroomHarness?.install();
    const id = installed?.id ?? '';
    const webLlm = (await import(library)) as WebLlm;
    const has = (modelId: string): Promise<boolean> =>
      webLlm.hasModelInCache(modelId, {
        cacheBackend: 'indexeddb',
        model_list: [{ model: `${location.origin}/models/${modelId}/`, model_id: modelId, model_lib: '' }],
      });
    return { installed: await has(id), another: await has(`${id}-other`) };
  }, LIBRARY);
  expect(found).toEqual({ installed: true, another: false });
});

test('the rows hold shards as buffers and JSON parsed, under the database version that web-llm opens', async ({
  page,
}) => {
  await openHarness(page);
  const rows = await page.evaluate(async () => {
    const read = (
      name: string,
    ): Promise<{ version: number; rows: { url: string; kind: string; bytes: number }[] }> =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(new Error(name));
        opening.onsuccess = () => {
          const rows: { url: string; kind: string; bytes: number }[] = [];
          const cursor = opening.result.transaction('urls').objectStore('urls').openCursor();
          cursor.onerror = () => reject(new Error(name));
          cursor.onsuccess = () => {
            if (cursor.result === null) {
              resolve({ version: opening.result.version, rows });
              return;
            }
            const row = cursor.result.value as { url: string; data: unknown };
            const isBuffer = row.data instanceof ArrayBuffer;
            rows.push({
              url: row.url,
              kind: isBuffer ? 'buffer' : typeof row.data,
              bytes: row.data instanceof ArrayBuffer ? row.data.byteLength : 0,
            });
            cursor.result.continue();
          };
        };
      });
    return { model: await read('webllm/model'), config: await read('webllm/config') };
  });
  expect(rows.model.version).toBe(1);
  expect(rows.config.version).toBe(1);
  const kindOf = (all: typeof rows.model.rows, name: string): string | undefined =>
    all.find(({ url }) => url.endsWith(`/resolve/main/${name}`))?.kind;
  expect(kindOf(rows.model.rows, 'params_shard_0.bin')).toBe('buffer');
  expect(kindOf(rows.model.rows, 'tensor-cache.json')).toBe('object');
  // web-llm reads the chat config as bytes and parses it itself.
  expect(kindOf(rows.config.rows, 'mlc-chat-config.json')).toBe('buffer');
  expect(rows.model.rows.find(({ url }) => url.endsWith('params_shard_0.bin'))?.bytes).toBeGreaterThan(30e6);
});

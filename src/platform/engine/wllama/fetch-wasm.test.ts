import { expect, test } from 'vitest';
import { createOriginFetch, type OriginFetch } from '../../net/origin-fetch.ts';
import { bundledPath } from '../../net/own-path.ts';
import { fetchWasm } from './fetch-wasm.ts';

const ENGINE = bundledPath('/assets/engine.wasm');

const serving = (response: Response): OriginFetch =>
  createOriginFetch('https://ris.example', () => Promise.resolve(response));

test('a missing program, an error page and an empty file are named instead of hanging the engine', async () => {
  const get = (response: Response): Promise<Blob> => fetchWasm(serving(response), ENGINE);
  await expect(get(new Response('', { status: 404 }))).rejects.toMatchObject({ code: 'net/http-status' });
  await expect(get(new Response('<!doctype html>'))).rejects.toMatchObject({ code: 'engine/wasm-failed' });
  await expect(get(new Response(''))).rejects.toMatchObject({ code: 'engine/wasm-failed' });
});

test('a program comes as a blob that browsers compile', async () => {
  const blob = await fetchWasm(serving(new Response(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))), ENGINE);
  expect([blob.size, blob.type]).toEqual([8, 'application/wasm']);
});

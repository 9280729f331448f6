import { expect, it, vi } from 'vitest';
import { readFileSync } from 'node:fs';
import { createManualClock } from '../clock/manual-clock.ts';
import { createOriginFetch } from '../net/origin-fetch.ts';
import { readPolicy } from './read-policy.ts';

const NOTHING = { schemaVersion: 1, requirePassphrase: false, requireEnforcement: false };
const clock = createManualClock(1_000);

const read = (send: () => Promise<Response>): ReturnType<typeof readPolicy> =>
  readPolicy(createOriginFetch('https://ris.example', send), clock);
const answered = (text: string, status = 200): ReturnType<typeof readPolicy> =>
  read(() => Promise.resolve(new Response(text, { status })));

it('asks of a workstation what the site says, and nothing that it leaves out', async () => {
  expect(await answered('{"schemaVersion":1,"requirePassphrase":true}')).toEqual({
    ...NOTHING,
    requirePassphrase: true,
  });
});

it('asks nothing as Readroom is delivered', async () => {
  expect(await answered(readFileSync('public/policy.json', 'utf8'))).toEqual(NOTHING);
});

it.each([
  ['a slip of the pen', '{"schemaVersion":1,"requirePasphrase":true}'],
  ['a word for a choice', '{"schemaVersion":1,"requirePassphrase":"yes"}'],
  ['another version', '{"schemaVersion":2}'],
  ['a page in its place', '<!doctype html>'],
  ['a list', '[]'],
  ['nothing at all', ''],
])('%s is an error, not a site without rules', async (_, text) => {
  await expect(answered(text)).rejects.toMatchObject({ code: 'app/policy-unreadable' });
});

it('a file that the server does not find is an error, too', async () => {
  await expect(answered('not found', 404)).rejects.toMatchObject({ code: 'app/policy-unreadable' });
});

it('a server that is gone, or hangs, keeps nobody from working', async () => {
  expect(await read(() => Promise.reject(new TypeError('gone')))).toEqual(NOTHING);
  const hanging = vi.fn();
  void read(() => new Promise(() => undefined)).then(hanging);
  await clock.advance(4_999);
  expect(hanging).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(hanging).toHaveBeenCalledWith(NOTHING);
});

import { expect, test } from 'vitest';
import { createForwardRequest } from './forward-request.ts';

const ORIGIN = 'https://ris.example';

test('a request of a page is sent on as it is, and only to our own origin', async () => {
  const sent: string[] = [];
  const forward = createForwardRequest(ORIGIN, ({ url }) => {
    sent.push(url);
    return Promise.resolve(new Response('x'));
  });
  expect(await (await forward(new Request(`${ORIGIN}/policy.json`))).text()).toBe('x');
  for (const url of ['https://elsewhere.example/', `${ORIGIN}.elsewhere.example/`, `${ORIGIN}:8443/`]) {
    await expect(forward(new Request(url))).rejects.toMatchObject({ code: 'net/foreign-origin' });
  }
  expect(sent).toEqual([`${ORIGIN}/policy.json`]);
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { refuseNetwork } from './no-network.ts';
import { subresourceIntegrity } from './open-pipeline.ts';

test('a hash from our index is the integrity that web-llm checks', () => {
  const hash = (encoding: 'hex' | 'base64'): string =>
    createHash('sha256').update('a library').digest(encoding);
  expect(subresourceIntegrity(hash('hex'))).toBe(`sha256-${hash('base64')}`);
});

test('a worker whose network was taken fetches nothing any more', async () => {
  let asked = 0;
  const scope = {
    fetch: () => {
      asked += 1;
      return Promise.resolve(new Response('x'));
    },
  };
  refuseNetwork(scope);
  await expect(scope.fetch()).rejects.toThrow(TypeError);
  expect(asked).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { chooseAnswer, type Answer, type SeenRequest } from './choose-answer.ts';
import { isKeptFile } from './kept-build.ts';

const ORIGIN = 'https://ris.example';
const FILES = new Set(['/', '/assets/index-1a2b.js', '/icon.svg', '/assets.json']);

function answer(url: string, request: Partial<SeenRequest> = {}): Answer {
  const absolute = url.startsWith('/') ? `${ORIGIN}${url}` : url;
  return chooseAnswer({ method: 'GET', navigates: false, ...request, url: absolute }, ORIGIN, (path) =>
    FILES.has(path),
  );
}

describe('a request', () => {
  it.each(['/', '/assets/index-1a2b.js', '/icon.svg', '/assets.json'])(
    'for %s is answered from the build',
    (path) => {
      expect(answer(path)).toEqual({ from: 'build', path });
    },
  );

  it('for a file of another build asks the builds of older tabs', () => {
    expect(answer('/assets/index-9z8y.js')).toEqual({ from: 'other-builds', path: '/assets/index-9z8y.js' });
  });

  it('for what the site may change asks the server first', () => {
    expect(answer('/policy.json')).toEqual({ from: 'site', path: '/policy.json' });
  });

  it.each([
    '/models/catalog.json',
    '/models/tiny-q8f16_1/resolve/main/params_shard_0.bin',
    '/model-libs/index.json',
    '/model-libs/tiny-llama-q4f32_1.wasm',
    '/service-worker.js',
  ])('for %s is left to the network', (path) => {
    expect(answer(path)).toEqual({ from: 'network' });
  });

  it.each([
    'https://elsewhere.example/',
    'https://elsewhere.example/assets/index-1a2b.js',
    'https://ris.example:8443/',
    'http://ris.example/',
    'https://ris.example.elsewhere.example/',
    'wss://ris.example/',
    'not an address',
  ])('to %s goes nowhere, also when a page is opened', (url) => {
    for (const navigates of [false, true]) {
      expect(answer(url, { navigates })).toEqual({ from: 'nowhere', refusal: 'foreign' });
    }
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('that sends something (%s) goes nowhere', (method) => {
    expect(answer('/', { method })).toEqual({ from: 'nowhere', refusal: 'method' });
    expect(answer('/models/catalog.json', { method })).toEqual({ from: 'nowhere', refusal: 'method' });
  });

  it.each([
    '/collect',
    '/?findings=nodule',
    '/assets/index-1a2b.js?nodule',
    '/models/catalog.json?nodule',
    '/models/nodule',
    '/assets/deep/nodule.js',
    '/model-libs/..%2fnodule',
  ])('for %s, which the app never asks for, goes nowhere', (path) => {
    expect(answer(path)).toEqual({ from: 'nowhere', refusal: 'unknown' });
  });

  it('for a size only is left to the network, where it is answered without a body', () => {
    expect(answer('/icon.svg', { method: 'HEAD' })).toEqual({ from: 'network' });
    expect(answer('/assets/index-9z8y.js', { method: 'HEAD' })).toEqual({ from: 'network' });
  });
});

describe('opening a page', () => {
  it('gives the kept one, whatever stands behind the question mark', () => {
    expect(answer('/?a=b#c', { navigates: true })).toEqual({ from: 'build', path: '/' });
  });

  it('that the build does not have is the server’s to answer', () => {
    expect(answer('/harness', { navigates: true })).toEqual({ from: 'network' });
    expect(answer('/', { navigates: true, method: 'POST' })).toEqual({ from: 'network' });
  });
});

it('whatever is asked, nothing but our own origin is ever left to the network or answered', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.boolean(),
      (url, navigates) => {
        expect(answer(url, { navigates })).toEqual({ from: 'nowhere', refusal: 'foreign' });
      },
    ),
  );
});

it('model libraries are kept elsewhere, and what the site changes is not bound to the build', () => {
  const kept = [
    '/',
    '/assets/a.js',
    '/icon.svg',
    '/model-libs/index.json',
    '/model-libs/a.wasm',
    '/policy.json',
  ];
  expect(kept.filter(isKeptFile)).toEqual(['/', '/assets/a.js', '/icon.svg']);
});

import { describe, expect, it } from 'vitest';
import { explanationOf, findForeignUrls } from './foreign-urls.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const HOST = 'elsewhere.example';

describe('an address of another host', () => {
  it.each([
    ['a.js', `fetch("https://${HOST}/a")`, `https://${HOST}/a`],
    ['a.js', `new WebSocket('wss://${HOST}')`, `wss://${HOST}`],
    ['a.js', 'const u=`http://${host}/a`', 'http://${host}/a'],
    ['a.js', `"https:\\/\\/${HOST}\\/a"`, `https://${HOST}/a`],
    ['a.js', `"https:\\x2f\\u002f${HOST}"`, `https://${HOST}`],
    ['a.js', `import("//${HOST}/a.js")`, `//${HOST}/a.js`],
    ['a.js', `{urls:"stun:${HOST}:3478"}`, `stun:${HOST}:3478`],
    ['a.css', `@import url(//${HOST}/a.css)`, `//${HOST}/a.css`],
    ['a.html', `<img src=//${HOST}/a.png>`, `//${HOST}/a.png`],
    ['a.json', `{"a":"HTTPS://${HOST}/a"}`, `HTTPS://${HOST}/a`],
    ['a.wasm', `\0asm\x01\0\0\0\x7fhttps://${HOST}/a\0more`, `https://${HOST}/a`],
    ['a.wasm', Buffer.from(`\0asm https://${HOST}/a `, 'utf16le').toString('latin1'), `https://${HOST}/a`],
    [
      'a.js',
      `"${Buffer.from(`\0asm ${'x'.repeat(60)} https://${HOST}/a `).toString('base64')}"`,
      `https://${HOST}/a`,
    ],
    ['a.txt', `See https://${HOST}/a.`, `https://${HOST}/a`],
  ])('is found in %s: %s', (name, text, url) => {
    expect(findForeignUrls(name, bytes(text))).toContain(url);
  });

  it.each([
    ['a.js', 'const a=1; // elsewhere.example\nx.startsWith("http")'],
    ['a.js', 'fetch("/assets/a.js"); new URL("a.wasm", import.meta.url)'],
    ['a.css', 'src:url(/assets/a.woff2)'],
    ['a.json', '{"path":"/a//b"}'],
    ['a.wasm', '\0asm "//elsewhere.example" of a shader'],
  ])('is not seen where there is none, in %s: %s', (name, text) => {
    expect(findForeignUrls(name, bytes(text))).toEqual([]);
  });
});

it('an explanation covers what it names and nothing beside it', () => {
  const explained = [
    { url: 'http://www.w3.org/2000/svg', exact: true, from: 'a', why: 'b' },
    { url: 'https://react.dev/errors/', from: 'a', why: 'b' },
  ] as const;
  expect(explanationOf('http://www.w3.org/2000/svg', explained)).toBe(explained[0]);
  expect(explanationOf('https://react.dev/errors/123', explained)).toBe(explained[1]);
  expect(explanationOf('http://www.w3.org/2000/svg.elsewhere.example', explained)).toBeUndefined();
  expect(explanationOf('https://react.dev.elsewhere.example/errors/', explained)).toBeUndefined();
});

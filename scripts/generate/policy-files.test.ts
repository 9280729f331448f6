import { expect, test } from 'vitest';
import { BROWSER_POLICIES, ORIGIN_PLACEHOLDER } from './browser-policies.ts';
import { policiesOf, policyFiles } from './policy-files.ts';

test('each file names every policy of its browser and holds the placeholder exactly once', () => {
  for (const [name, text] of Object.entries(policyFiles())) {
    expect(text.split(ORIGIN_PLACEHOLDER), name).toHaveLength(2);
    if (name === 'reasons.md') continue;
    const browser = /edge/i.test(name) ? 'edge' : 'chrome';
    for (const policy of Object.keys(policiesOf(browser))) expect(text, name).toContain(policy);
  }
});

test('no policy stands there twice for one browser, none without a reason', () => {
  for (const browser of ['chrome', 'edge'] as const) {
    const names = BROWSER_POLICIES.filter((policy) => policy.in.includes(browser)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(BROWSER_POLICIES.filter(({ why }) => why.trim() === '')).toEqual([]);
});

test('the address of a site takes the place of the placeholder, and pages of the other browser are left out', () => {
  expect(policiesOf('chrome', 'https://a.example:8443')['URLAllowlist']).toEqual([
    'https://a.example:8443',
    'chrome://policy',
    'chrome://version',
  ]);
  expect(policiesOf('edge')['URLAllowlist']).toContain('edge://policy');
  expect(policiesOf('edge')).not.toHaveProperty('SpellCheckServiceEnabled');
});

test('the registry files are what the registry editor reads: its first line, CRLF, numbers as eight hex digits', () => {
  const text = policyFiles()['chrome.reg'] ?? '';
  expect(text.startsWith('Windows Registry Editor Version 5.00\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const [, value] of text.matchAll(/=dword:(.*)\r/g)) expect(value).toMatch(/^[0-9a-f]{8}$/);
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { withoutDefaultUrls } from './remove-default-urls.ts';

const require = createRequire(import.meta.url);
const MODULES = ['@mlc-ai/web-llm/lib/index.js', '@wllama/wllama/esm/index.js'];
const ADDRESS = /"https:\/\/(?:huggingface\.co|raw\.githubusercontent\.com|cdn\.jsdelivr\.net)[^"]*"/;

describe.each(MODULES)('the public hosts of %s', (module) => {
  const id = `/any/node_modules/${module}`;
  const code = readFileSync(require.resolve(module), 'utf8');

  it('are taken out, and what is left is as it was', () => {
    expect(code).toMatch(ADDRESS);
    const changed = withoutDefaultUrls(id, code);
    expect(changed).not.toMatch(ADDRESS);
    const exports = /^export \{[\s\S]*?\};$/gm;
    expect(changed.match(exports)).toEqual(code.match(exports));
    expect(changed.split('\n').at(-2)).toBe(code.split('\n').at(-2));
  });

  it('that a new version writes in another way stop the build', () => {
    const other = code.replaceAll('"https:', "'https:");
    expect(() => withoutDefaultUrls(id, other)).toThrow('expected once');
    expect(() => withoutDefaultUrls(id, code + code)).toThrow('found 2 times');
  });
});

it('code of others is left as it is', () => {
  expect(withoutDefaultUrls('/src/main.tsx', 'var HF_BASE = "https://x";')).toBe(
    'var HF_BASE = "https://x";',
  );
});

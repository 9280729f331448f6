import { expect, it } from 'vitest';
import { BOMBS } from './bombs.ts';
import { runFuzz } from './fuzz-run.ts';
import { FUZZ_TARGETS } from './fuzz-targets.ts';

it.each(BOMBS)('answers $name ($target) with a typed error', async ({ target, harmless, make }) => {
  const parser = FUZZ_TARGETS.find(({ name }) => name === target)!;
  const { code, error } = await runFuzz(parser, make(), 0);
  expect(code, String(error)).toMatch(harmless === true ? /^accepted$/ : /^format\//);
});

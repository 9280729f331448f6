import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { driveLibrary } from '../../scripts/prove/drive-library.ts';
import { REPOSITORY } from '../../scripts/serve/folders.ts';
import { draft, promptOf } from './support/calls.ts';
import { randomEdits } from './support/edits.ts';
import { expect, loadOnGpu, test } from './support/gpu-journey.ts';
import { openReference } from './support/tiny-reference.ts';

const MODEL = 'tiny-llama-q8f16_1';
const LIBRARY = join(REPOSITORY.dist, 'model-libs/tiny-llama-q8f16_1-f32.wasm');
const STOP = 2;
const MAX_NEW_TOKENS = 48;

/** Follows edits on one engine and compares each draft with one from an empty cache, by the library alone. */
async function followEdits(page: Page, models: string, seed: number, count: number): Promise<string> {
  const reference = openReference(join(models, MODEL));
  const cold = await driveLibrary(LIBRARY, models);
  const tally = { whole: 0, part: 0, none: 0 };
  try {
    await cold.call('load', MODEL);
    for (const [index, { kind, text }] of randomEdits(seed, count).entries()) {
      const where = `edit ${index} of seed ${seed}, ${kind}`;
      const prompt = await promptOf(page, text);
      // Now and then a newer text comes while a draft is being written.
      if (index % 5 === 4) void draft(page, `${text} Unchanged`).catch(() => undefined);
      const { text: written, usage } = await draft(page, text);
      const ids = await cold.call('greedy', prompt, MAX_NEW_TOKENS, [STOP]);
      expect(written, where).toBe(reference.text(ids));
      expect(usage.reused + usage.prefilled, where).toBe(prompt.length);
      expect(usage.verified + usage.decoded, where).toBe(ids.length);
      expect(usage.proposed, where).toBeGreaterThanOrEqual(usage.verified);
      if (usage.decoded === 0) tally.whole++;
      else if (usage.verified > 0) tally.part++;
      else tally.none++;
    }
  } finally {
    await cold.close();
  }
  return `${count} edits: ${tally.whole} drafts kept whole, ${tally.part} in part, ${tally.none} written anew`;
}

test('whatever is edited, the draft is the one that an empty cache gives, and the counts add up', async ({
  page,
  site,
}, testInfo) => {
  await loadOnGpu(page, MODEL);
  const summary = await followEdits(page, site.models, 1, 12);
  testInfo.annotations.push({ type: 'edits', description: summary });
});

test('@full two hundred more edits give the drafts of an empty cache', async ({ page, site }) => {
  test.setTimeout(3_600_000);
  await loadOnGpu(page, MODEL);
  console.log(await followEdits(page, site.models, 2, 200));
});

test('an unchanged impression costs one forward and no decode step', async ({ page }) => {
  await loadOnGpu(page, MODEL);
  const findings = 'The lungs are clear. No pleural effusion or pneumothorax. The heart size is normal.';
  const first = await draft(page, findings);
  const again = await draft(page, findings);
  expect(again.text).toBe(first.text);
  expect(again.usage).toMatchObject({ prefilled: 1, decoded: 0 });
  expect(again.usage.verified).toBe(first.usage.decoded + first.usage.verified);
});

test('appending a sentence to 120 tokens of findings reuses at least nine tenths of them', async ({
  page,
}) => {
  await loadOnGpu(page, MODEL);
  const sentence = 'The lungs are clear. ';
  let findings = 'There is a small left pleural effusion with adjacent atelectasis. ';
  const fixed = (await promptOf(page, '')).length;
  while ((await promptOf(page, findings)).length - fixed < 120) findings += sentence;
  const before = await promptOf(page, findings);
  await draft(page, findings);
  const { usage } = await draft(page, `${findings.trim()} No pneumothorax.`);
  expect(usage.reused).toBeGreaterThanOrEqual(0.9 * before.length);
  expect(usage.reused + usage.prefilled).toBe(
    (await promptOf(page, `${findings.trim()} No pneumothorax.`)).length,
  );
});

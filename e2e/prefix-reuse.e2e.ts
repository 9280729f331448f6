import type { Page } from '@playwright/test';
import type { GenerateUsage } from '../src/platform/engine/engine-port.ts';
import { expect, openHarness, test } from './support/journey.ts';
import { EFFUSION, NORMAL, ONE_MORE_SENTENCE } from './support/texts.ts';

async function draft(page: Page, findings: string): Promise<{ prompt: number; usage: GenerateUsage }> {
  const result = await page.evaluate(async (text) => {
    const harness = window.readroomHarness;
    const prompt = await harness?.promptTokens(text);
    return { prompt: prompt?.length ?? 0, usage: (await harness?.draft(text))?.usage };
  }, findings);
  if (result.usage === undefined) throw new Error('no harness');
  return { prompt: result.prompt, usage: result.usage };
}

test('on the processor too, a sentence after 120 tokens of findings leaves nine tenths of the work done', async ({
  page,
}) => {
  await openHarness(page);
  await page.evaluate(() => window.readroomHarness?.load({ engine: 'cpu' }));
  let findings = '';
  let before = 0;
  do {
    findings = `${findings} ${EFFUSION} ${NORMAL}`.trim();
    before = await page.evaluate(
      async (text) => (await window.readroomHarness?.promptTokens(text))?.length ?? 0,
      findings,
    );
  } while (before < 140);
  const first = await draft(page, findings);
  expect(first.usage.reused + first.usage.prefilled).toBe(before);

  const { prompt, usage } = await draft(page, findings + ONE_MORE_SENTENCE);
  expect(usage.reused).toBeGreaterThanOrEqual(0.9 * before);
  expect(usage.reused + usage.prefilled).toBe(prompt);
});

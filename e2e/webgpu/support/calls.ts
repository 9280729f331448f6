import type { Page } from '@playwright/test';
import type { HarnessDraft } from '../../../src/app/harness/harness-api.ts';
import type { LossMoment } from '../../../src/platform/engine/webllm/loss-injection.ts';

/** One impression by the harness's engine. */
export async function draft(page: Page, findings: string): Promise<HarnessDraft> {
  const result = await page.evaluate((text) => window.readroomHarness?.draft(text), findings);
  if (result === undefined) throw new Error('no harness');
  return result;
}

/** Token ids of the prompt. */
export async function promptOf(page: Page, findings: string): Promise<readonly number[]> {
  return (await page.evaluate((text) => window.readroomHarness?.promptTokens(text), findings)) ?? [];
}

export async function loseDevice(page: Page, moment: LossMoment): Promise<void> {
  await page.evaluate((when) => window.readroomHarness?.loseDevice(when), moment);
}

/** Loads the model on the GPU anew, with all tries for a recovery. */
export async function reload(page: Page, id: string): Promise<void> {
  await page.evaluate((modelId) => window.readroomHarness?.load({ id: modelId, engine: 'webgpu' }), id);
}

import type { Page } from '@playwright/test';
import type { HarnessLoad } from '../../src/app/harness/harness-api.ts';
import { SENTENCES } from '../../src/domain/errors/catalog.ts';
import { openHarness } from '../support/journey.ts';
import { draft } from './support/calls.ts';
import { corruptKernel, corruptWeights } from './support/corrupt.ts';
import { expect, test as whole } from './support/gpu-journey.ts';
import { openSite, type Site } from './support/site.ts';

const MODEL = 'tiny-llama-q8f16_1';
const LIBRARY = 'tiny-llama-q8f16_1-f32';

const CASES: readonly { name: string; spoil: (site: Pick<Site, 'dist' | 'models'>) => void }[] = [
  {
    // exp(x) becomes cos(x): valid WGSL, and what a wrong driver might do.
    name: 'a kernel of the feed-forward for many tokens',
    spoil: ({ dist }) => corruptKernel(dist, LIBRARY, 'linear_swiglu_kernel_1', 'exp(', 'cos('),
  },
  {
    name: 'a kernel of the feed-forward for one token',
    spoil: ({ dist }) => corruptKernel(dist, LIBRARY, 'linear_swiglu_kernel', 'exp(', 'cos('),
  },
  {
    name: 'the attention of single steps',
    spoil: ({ dist }) => corruptKernel(dist, LIBRARY, 'batch_decode_paged_kv_kernel', 'exp2(', 'sqrt('),
  },
  {
    name: 'the merging of new attention with old',
    spoil: ({ dist }) => corruptKernel(dist, LIBRARY, 'tir_attention_merge_state_kernel', 'exp2(', 'sqrt('),
  },
];

async function install(page: Page): Promise<void> {
  await openHarness(page);
  await page.evaluate((id) => window.readroomHarness?.install({ id }), MODEL);
}

async function load(page: Page, engine: 'webgpu' | 'cpu' = 'webgpu'): Promise<HarnessLoad | undefined> {
  const options = { id: MODEL, engine };
  return page.evaluate((chosen) => window.readroomHarness?.load(chosen), options);
}

/** Journeys on a site in which something was changed before it is served. */
const onSite = (spoil: (site: Pick<Site, 'dist' | 'models'>) => void) =>
  whole.extend<{ site: Site }>({
    // Playwright reads the fixtures that are wanted from this pattern.
    // eslint-disable-next-line no-empty-pattern
    site: async ({}, use) => {
      const site = await openSite(spoil);
      await use(site);
      await site.remove();
    },
  });

for (const { name, spoil } of CASES) {
  onSite(spoil)(
    `wrong numbers in ${name} are caught before the first draft, and the processor takes over`,
    async ({ page }) => {
      await install(page);
      const loaded = await load(page);
      expect(loaded?.engine).toBe('cpu');
      expect(loaded?.probe.note).toBe(SENTENCES['engine/wrong-numbers']);
      expect((await draft(page, 'The lungs are clear.')).engine).toBe('cpu');
    },
  );
}

onSite(({ models }) => corruptWeights(models, MODEL, 60_000, 4_000))(
  'one wrong weight matrix whose hash fits is caught on the graphics card and on the processor, and nothing is drafted',
  async ({ page }) => {
    await install(page);
    // The card hands over to the processor, which computes from the same weights.
    for (const engine of ['webgpu', 'cpu'] as const) {
      await expect(load(page, engine)).rejects.toThrow('engine/wrong-numbers: cpu');
    }
    await expect(draft(page, 'The lungs are clear.')).rejects.toThrow('engine/not-loaded');
  },
);

import { existsSync } from 'node:fs';
import { defaultModel } from '../../scripts/model/default-model.ts';
import { EFFUSION } from '../support/texts.ts';
import { WorkspacePage } from '../pages/workspace-page.ts';
import { openSite, type Site } from '../webgpu/support/site.ts';
import type { LibraryFixtures } from './support/fixtures.ts';
import { keptModels } from './support/kept-rows.ts';
import type { MergeInputs } from './support/kill-merge.ts';
import { expect, test as shared } from './support/library-journey.ts';
import { nodeManifest } from './support/node-build.ts';

const test = shared.extend<{ site: Site }>({
  // A server of its own: this journey takes it away.
  // eslint-disable-next-line no-empty-pattern
  site: async ({}, use) => {
    const site = await openSite();
    await use(site);
    await site.remove();
  },
});

// What Chromium says of a server that is gone.
test.use({ expectedTrouble: /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/ });

interface Stick {
  readonly what: string;
  readonly name: RegExp;
  readonly inputs: (fixtures: LibraryFixtures) => MergeInputs;
}

const STICKS: readonly Stick[] = [
  {
    what: 'a tiny base and its adapter',
    name: /tiny/i,
    inputs: ({ baseGguf, adapter }) => ({ base: baseGguf, adapter, quantization: 'q8f16_1' }),
  },
  {
    what: 'the default base and its adapter',
    name: /SmolLM2/i,
    inputs: () => {
      const { base, adapter } = defaultModel();
      return { base, adapter, quantization: 'q8f16_1' };
    },
  },
];

for (const { what, name, inputs: inputsOf } of STICKS)
  test(`with the network off, ${what} from a disk become an installed model that drafts`, async ({
    page,
    context,
    site,
    fixtures,
    library,
    merge,
  }, testInfo) => {
    const inputs = inputsOf(fixtures);
    test.skip(
      !existsSync(inputs.base),
      'the base weights are not in .cache/base: build the default model first',
    );
    test.setTimeout(400_000);
    const shot = async (name: string): Promise<void> => {
      await page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
    };
    await page.goto('/');
    await library.goTo();
    await library.expectReadyOffline();
    await context.setOffline(true);
    await site.stop();
    await shot('1-offline');

    await test.step('what was chosen is recognised', async () => {
      await merge.openWizard();
      await merge.chooseFiles(merge.base, inputs.base);
      await merge.chooseFolder(merge.adapter, inputs.adapter);
      await expect(merge.recognised).toContainText('q_proj');
      await expect(merge.start).toBeEnabled();
      await shot('2-recognised');
    });

    await test.step('it is merged, installed and asked its known answer', async () => {
      await merge.start.click();
      const job = library.job(name);
      await expect(job).toBeVisible();
      await expect(job.getByText('Installed')).toBeVisible({ timeout: 180_000 });
      await shot('3-installed');
      await expect(job.getByText(/Known answer: right/)).toBeVisible({ timeout: 180_000 });
      await shot('4-known-answer');
      await expect(library.models.getByRole('listitem')).toHaveCount(1);
    });

    await test.step('an impression is drafted', async () => {
      await library.back.click();
      const workspace = new WorkspacePage(page);
      await workspace.findings.fill(EFFUSION);
      // Random weights may write until the limit: such a draft is marked incomplete, and is one.
      await expect(
        workspace.impressionPane.getByText(/^Model draft, (not accepted yet|incomplete)/),
      ).toBeVisible({
        timeout: 120_000,
      });
      expect((await workspace.impression.inputValue()).trim()).not.toBe('');
      await shot('5-draft');
    });

    // From the store itself: there is no server any more that could open the harness.
    const [kept] = await keptModels(page);
    expect(kept?.manifest).toEqual(
      JSON.parse((await nodeManifest(inputs, testInfo.outputPath('node'))).toString('utf8')),
    );
  });

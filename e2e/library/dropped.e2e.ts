import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/library-journey.ts';

for (const fileAccess of [true, false]) {
  test.describe(fileAccess ? 'with lasting handles' : 'without lasting handles', () => {
    test.use({ fileAccess });

    test('a base file and an adapter folder that are dropped are told apart and become a model', async ({
      page,
      library,
      merge,
      fixtures,
    }) => {
      await page.goto('/');
      await library.goTo();
      await drop(page, merge.dropZone, [fixtures.baseGguf, fixtures.adapter]);
      await expect(merge.base).toContainText('tiny-base-f32.gguf');
      await expect(merge.adapter).toContainText('tiny-adapter');
      await expect(merge.recognised).toContainText('q_proj');
      await merge.start.click();
      await expect(library.job(/tiny/i).getByText('Installed')).toBeVisible({ timeout: 60_000 });
      await expect(library.models.getByRole('listitem')).toHaveCount(1);
    });
  });
}

test('what is dropped beside the drop zone changes nothing, and what is no model is said so', async ({
  page,
  library,
  merge,
  fixtures,
}) => {
  await page.goto('/');
  await library.goTo();
  await drop(page, library.heading, [`${fixtures.baseFolder}/config.json`]);
  await expect(library.heading).toBeVisible();
  expect(new URL(page.url()).protocol).toBe('http:');
  await expect(page.getByRole('alert')).toHaveCount(0);

  await drop(page, merge.dropZone, [`${fixtures.baseFolder}/config.json`]);
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(library.models).toHaveCount(0);
});

/** Drags files or folders from outside the browser over the place and lets go, by the browser's own protocol. */
async function drop(page: Page, place: Locator, files: string[]): Promise<void> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (box === null) throw new Error('nothing to drop on');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await session.detach();
}

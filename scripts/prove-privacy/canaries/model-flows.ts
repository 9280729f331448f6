import { expect } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SLOW_MS } from '../screen.ts';
import type { Flow, Station } from './station.ts';

async function addModel({ page, library }: Station): Promise<void> {
  await library.goTo();
  await page.getByRole('button', { name: 'Add a model' }).click();
}

const rubbishFile: Flow = async (station) => {
  const { page, merge, files, next } = station;
  await addModel(station);
  const path = join(files, `${next()}.zip`);
  writeFileSync(path, `PK\u0003\u0004 ${next()}`.repeat(50));
  await merge.chooseFiles(merge.finished, path);
  await merge.goOn(merge.install, page.getByRole('alert'));
  await page.reload();
};

const wrongBase: Flow = async (station) => {
  const { page, merge, files, next } = station;
  await addModel(station);
  const path = join(files, 'config.json');
  writeFileSync(path, JSON.stringify({ architectures: [next()], model_type: next() }));
  await merge.openWizard();
  await merge.chooseFiles(merge.base, path);
  await expect(page.getByRole('alert').first()).toBeVisible({ timeout: SLOW_MS });
  // What was chosen is kept for when one comes back; the next round begins anew.
  await page.reload();
};

/** A model's name and notes are a person's words too, and must not become the name of a file. */
const renamed: Flow = async ({ page, library, nextOfModel }) => {
  await library.goTo();
  await library.models.getByRole('listitem').first().getByRole('button').first().click();
  await page.getByRole('button', { name: 'Rename' }).click();
  const name = nextOfModel();
  await page.getByLabel('Name of the model').fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.getByLabel('Notes').fill(`Not for ${nextOfModel()}.`);
  const download = page.waitForEvent('download', { timeout: SLOW_MS });
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await (await download).delete();
  await library.back.click();
};

export const MODEL_FLOWS: Readonly<Record<string, Flow>> = { rubbishFile, wrongBase, renamed };

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultModel } from '../scripts/model/default-model.ts';
import { expect, openHarness, test } from './support/journey.ts';

const MODEL = defaultModel();

test.use({ startFrom: 'fresh' });

test('Chromium builds the default model byte for byte as Node does', async ({ page }) => {
  test.skip(
    !existsSync(MODEL.base),
    'the base weights are not in .cache/base: build the model in this checkout first',
  );
  await openHarness(page);
  await page.getByLabel('Base files').setInputFiles(MODEL.base);
  await page
    .getByLabel('Adapter files')
    .setInputFiles(
      ['adapter_config.json', 'adapter_model.safetensors'].map((name) => join(MODEL.adapter, name)),
    );
  const config: unknown = JSON.parse(readFileSync(MODEL.config, 'utf8'));
  const build = await page.evaluate(
    (parsed) => window.readroomHarness?.buildInWorker({ config: parsed, quantization: 'q8f16_1' }),
    config,
  );
  // The manifest holds the SHA-256 of every file, so equal manifests are equal models.
  expect(build?.manifest).toEqual(JSON.parse(readFileSync(join(MODEL.built, 'manifest.json'), 'utf8')));
});

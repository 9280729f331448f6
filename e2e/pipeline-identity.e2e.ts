import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/serve/folders.ts';
import { expect, openHarness, test } from './support/journey.ts';

const BASE = join(ROOT, '.cache', 'base', 'SmolLM2-135M-Instruct.Q4_1.gguf');
const CONFIG = join(ROOT, 'model-configs', 'smollm2-135m-radiology.json');
const ADAPTER = join(ROOT, 'model-configs', 'adapters', 'openi-bootstrap');
const BUILT = join(ROOT, 'models', 'smollm2-135m-radiology-q8f16_1', 'manifest.json');

test.use({ startFrom: 'fresh' });

test('Chromium builds the default model byte for byte as Node does', async ({ page }) => {
  test.skip(
    !existsSync(BASE),
    'the base weights are not in .cache/base: build the model in this checkout first',
  );
  await openHarness(page);
  await page.getByLabel('Base files').setInputFiles(BASE);
  await page
    .getByLabel('Adapter files')
    .setInputFiles(['adapter_config.json', 'adapter_model.safetensors'].map((name) => join(ADAPTER, name)));
  const config: unknown = JSON.parse(readFileSync(CONFIG, 'utf8'));
  const build = await page.evaluate(
    (parsed) => window.readroomHarness?.buildInWorker({ config: parsed, quantization: 'q8f16_1' }),
    config,
  );
  // The manifest holds the SHA-256 of every file, so equal manifests are equal models.
  expect(build?.manifest).toEqual(JSON.parse(readFileSync(BUILT, 'utf8')));
});

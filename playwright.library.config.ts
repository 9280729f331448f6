import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';

/**
 * The journeys through the Model library alone, on a server of their own: for work on them, and with `--grep @full` for
 * the long forms that write docs/quality/model-library.md. The short forms also run with all other journeys.
 */
const config: PlaywrightTestConfig = defineConfig({
  testDir: 'e2e/library',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/library',
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [[process.stdout.isTTY ? 'line' : 'list']],
});

export default config;

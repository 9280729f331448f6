import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';

/**
 * The journeys about what is stored alone, without a model: for work on them, and with `--grep @full` for 100 reports and
 * 100 kills. The short forms also run with all other journeys.
 */
const config: PlaywrightTestConfig = defineConfig({
  testDir: 'e2e/at-rest',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/at-rest',
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [[process.stdout.isTTY ? 'line' : 'list']],
});

export default config;

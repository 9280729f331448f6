import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { E2E_PORT, E2E_URL } from './e2e/support/place.ts';

const config: PlaywrightTestConfig = defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  // They have a configuration of their own.
  testIgnore: 'webgpu/**',
  globalSetup: './e2e/support/global-setup.ts',
  outputDir: 'test-results',
  // The drafting model takes the processor: two journeys at once would only slow each other.
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  // Loading the model and drafting on a busy two-core machine; a hang is still found.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [[process.stdout.isTTY ? 'line' : 'list'], ['json', { outputFile: '.cache/reports/e2e.json' }]],
  use: { baseURL: E2E_URL },
  webServer: {
    command: `npm run --silent serve -- --harness --port ${E2E_PORT}`,
    url: E2E_URL,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});

export default config;

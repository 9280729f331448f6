import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';

/**
 * The journeys on WebGPU imitated in software. They use tiny models on a server of their own and need nothing
 * installed; what takes tens of minutes is marked @full and left out by `npm run test:webgpu`.
 */
const config: PlaywrightTestConfig = defineConfig({
  testDir: 'e2e/webgpu',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/webgpu',
  workers: 1,
  forbidOnly: process.env['CI'] !== undefined,
  // Kernels run on the processor here; a hang is still found.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [
    [process.stdout.isTTY ? 'line' : 'list'],
    ['json', { outputFile: '.cache/reports/webgpu.json' }],
  ],
});

export default config;

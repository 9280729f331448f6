import react from '@vitejs/plugin-react';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { buildServiceWorker } from './scripts/build/service-worker.ts';
import { DEVELOPMENT_HEADERS, SECURITY_HEADERS } from './scripts/serve/headers.ts';
import { listAssets } from './scripts/serve/asset-list.ts';
import { serveModels } from './scripts/serve/vite-plugin.ts';

const config: ViteUserConfig = defineConfig({
  plugins: [react(), serveModels(), listAssets(), buildServiceWorker()],
  server: { host: '127.0.0.1', headers: { ...DEVELOPMENT_HEADERS } },
  preview: { host: '127.0.0.1', headers: { ...SECURITY_HEADERS } },
  // One chunk graph for every worker, so that the CSP's worker-src 'self' is enough.
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    // The licences of what is bundled ask to be handed on with it.
    license: { fileName: 'third-party-licences.txt' },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'e2e/support/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    testTimeout: 20_000,
  },
});

export default config;

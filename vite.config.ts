import react from '@vitejs/plugin-react';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { handOn } from './scripts/build/hand-on.ts';
import { removeDefaultUrls } from './scripts/build/remove-default-urls.ts';
import { refuseForeignUrls } from './scripts/build/scan-bundle.ts';
import { buildServiceWorker } from './scripts/build/service-worker.ts';
import { setHarnessAside } from './scripts/build/set-harness-aside.ts';
import { DEVELOPMENT_HEADERS, SECURITY_HEADERS } from './scripts/serve/headers.ts';
import { listAssets } from './scripts/serve/asset-list.ts';
import { serveModels } from './scripts/serve/vite-plugin.ts';

const packages = handOn(import.meta.dirname);

const config: ViteUserConfig = defineConfig({
  plugins: [
    react(),
    removeDefaultUrls(),
    packages.page(),
    serveModels(),
    setHarnessAside(),
    buildServiceWorker(),
    listAssets(),
    refuseForeignUrls(),
  ],
  server: { host: '127.0.0.1', headers: { ...DEVELOPMENT_HEADERS } },
  preview: { host: '127.0.0.1', headers: { ...SECURITY_HEADERS } },
  // One chunk graph for every worker, so that the CSP's worker-src 'self' is enough.
  worker: { format: 'es', plugins: () => [removeDefaultUrls(), packages.worker()] },
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'e2e/support/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    testTimeout: 20_000,
  },
});

export default config;

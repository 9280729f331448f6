import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { STORY_NAMES } from './story-names.ts';

/**
 * Screenshots of the stories, with axe run on each:
 * `npx tsx e2e/stories/capture.ts OUT_DIR [story,…] [1280x800,…] [dark,light]`.
 */
const [out = 'test-results/stories', names = '', sizes = '1280x800', themes = 'dark'] = process.argv.slice(2);
const stories = names === '' ? STORY_NAMES : names.split(',');
mkdirSync(out, { recursive: true });

const server = await createServer({
  server: { host: '127.0.0.1', port: 0, hmr: false },
  optimizeDeps: { entries: ['e2e/stories/index.html'] },
});
await server.listen();
const address = server.httpServer?.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
let violations = 0;
try {
  for (const theme of themes.split(',')) {
    for (const size of sizes.split(',')) {
      const [width = 1280, height = 800] = size.split('x').map(Number);
      const context = await browser.newContext({ viewport: { width, height } });
      // The first page waits for the server to gather its dependencies; a busy machine is no failure.
      context.setDefaultTimeout(240_000);
      for (const story of stories) {
        const page = await context.newPage();
        page.on('pageerror', (error) => console.error(`${story}: ${error.name} ${error.message}`));
        page.on('console', (message) => {
          if (message.type() === 'error') console.error(`${story}: ${message.text()}`);
        });
        await page.goto(`http://127.0.0.1:${port}/e2e/stories/index.html?story=${story}&theme=${theme}`);
        await page.waitForFunction(
          () => document.documentElement.dataset['storyReady'] === 'true',
          undefined,
          { timeout: 60_000 },
        );
        await page.screenshot({ path: `${out}/${story}-${size}-${theme}.png` });
        const axe = await new AxeBuilder({ page }).analyze();
        for (const violation of axe.violations) {
          violations++;
          console.error(
            `${story} ${size} ${theme}: ${violation.id} (${violation.impact ?? '?'}): ${violation.nodes
              .map((n) => `${n.target.join(' ')} ${n.failureSummary ?? ''}`)
              .slice(0, 3)
              .join(' | ')}`,
          );
        }
        await page.close();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`${violations} accessibility violations`);
process.exitCode = violations === 0 ? 0 : 1;

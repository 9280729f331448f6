import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { QUIET_CHROMIUM, sandboxArguments } from '../../scripts/browser/chromium-arguments.ts';
import { requireChromium } from '../../scripts/browser/find-chromium.ts';
import { REPOSITORY, ROOT } from '../../scripts/serve/folders.ts';
import { startServer } from '../../scripts/serve/static-server.ts';
import { SAMPLE_FINDINGS } from '../../src/domain/report/samples.ts';
import { FirstRunPage } from '../pages/first-run-page.ts';
import { WorkspacePage } from '../pages/workspace-page.ts';

/**
 * The figure of the README, `docs/images/workspace.png`: the build in dist, the model in models, a fresh browser and a
 * real draft on the processor. `npx tsx e2e/stories/take-figure.ts [OUT]` after `npm run build`.
 */
const [out = join(ROOT, 'docs', 'images', 'workspace.png')] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'readroom-figure-'));
const server = await startServer({ ...REPOSITORY, port: 0 });
const context = await chromium.launchPersistentContext(profile, {
  executablePath: requireChromium(),
  args: [...QUIET_CHROMIUM, ...sandboxArguments()],
  viewport: { width: 1280, height: 800 },
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  const workspace = new WorkspacePage(page);
  await page.goto(server.url);
  await new FirstRunPage(page).install.click();
  await workspace.expectModelReady();
  await workspace.findings.fill(SAMPLE_FINDINGS[1]?.findings ?? '');
  console.log(await workspace.expectDraft());
  await workspace.expectSaved();
  await workspace.findings.focus();
  await page.screenshot({ path: out });
} finally {
  await context.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

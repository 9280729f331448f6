import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { QUIET_CHROMIUM, sandboxArguments } from './browser/chromium-arguments.ts';
import { requireChromium } from './browser/find-chromium.ts';
import { ROOT } from './serve/folders.ts';

/**
 * Draws the PNG icons of the web app manifest from public/icon.svg, which is our own drawing. They are committed: an
 * operating system wants them, and not every build machine has a browser. Run it after the drawing has changed.
 */
const PUBLIC = join(ROOT, 'public');
/** The part of a maskable icon that no system cuts off is a circle of 80 % (https://www.w3.org/TR/appmanifest/#icon-masks). */
const SAFE_SHARE = 0.74;

const drawing = readFileSync(join(PUBLIC, 'icon.svg'), 'utf8');
const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(drawing)?.[1];
if (ground === undefined)
  throw new Error('public/icon.svg has no ground to fill the corners of a mask with.');

const browser = await chromium.launch({
  executablePath: requireChromium(),
  args: [...QUIET_CHROMIUM, ...sandboxArguments()],
});
try {
  await draw('icon-192.png', 192, 1, 'transparent');
  await draw('icon-512.png', 512, 1, 'transparent');
  await draw('icon-maskable-512.png', 512, SAFE_SHARE, ground);
} finally {
  await browser.close();
}

/** @param share how much of the side the drawing takes */
async function draw(name: string, side: number, share: number, background: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const image = `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
  await page.setContent(
    `<body style="margin:0;display:grid;place-content:center;height:100vh;background:${background}">
       <img src="${image}" style="width:${side * share}px;height:${side * share}px">`,
  );
  await page.waitForFunction(() => document.images[0]?.complete === true);
  const png = await page.screenshot({ omitBackground: true });
  writeFileSync(join(PUBLIC, name), png);
  console.log(`wrote public/${name} (${png.length} bytes)`);
  await page.close();
}

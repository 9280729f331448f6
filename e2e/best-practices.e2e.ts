import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './library/support/library-journey.ts';

// What Lighthouse calls best practices and installable, asked of the browser itself: its own list of issues is what the
// developer tools show. Errors in the console fail every journey; axe runs in accessibility.e2e.ts.

interface Issue {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Fills with every issue that Chromium raises for the page from now on: deprecations, forms, cookies, quirks mode, … */
async function watchIssues(devtools: CDPSession): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  devtools.on('Audits.issueAdded', ({ issue }) => {
    issues.push({ code: issue.code, details: issue.details as unknown as Issue['details'] });
  });
  await devtools.send('Audits.enable');
  return issues;
}

/** At start the app asks for `data:,` to see the content policy refuse it (platform/privacy/enforcement). */
function isTheLookAtStart({ code, details }: Issue): boolean {
  return code === 'ContentSecurityPolicyIssue' && JSON.stringify(details).includes('"blockedURL":"data"');
}

/** By a key or a button, until its dialog is there. */
const dialog =
  (name: string, open: (page: Page) => Promise<void>) =>
  async (page: Page): Promise<void> => {
    await open(page);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
  };

const VIEWS: readonly (readonly [name: string, open: (page: Page) => Promise<void>])[] = [
  [
    'the workspace',
    (page) => expect(page.getByRole('textbox', { name: 'Findings', exact: true })).toBeVisible(),
  ],
  ['the reports', dialog('Reports', (page) => page.keyboard.press('Alt+r'))],
  ['the commands', dialog('Commands', (page) => page.keyboard.press('Control+k'))],
  [
    'the settings',
    dialog('Settings', (page) => page.getByRole('button', { name: 'Settings', exact: true }).click()),
  ],
  [
    'the model library',
    async (page) => {
      await page.keyboard.press('Alt+m');
      await expect(page.getByRole('heading', { name: 'Model library', exact: true })).toBeVisible();
    },
  ],
  ['adding a model', (page) => page.getByRole('button', { name: 'Add a model' }).click()],
  [
    'the privacy page',
    async (page) => {
      await page.getByRole('button', { name: /^On this device/ }).click();
      await page.getByRole('button', { name: 'Open the Privacy page' }).click();
      await expect(page.getByRole('heading', { name: 'Privacy', exact: true })).toBeFocused();
    },
  ],
];

test('Chromium raises no issue on any view, and a deprecated call would be heard', async ({
  page,
  context,
}) => {
  const devtools = await context.newCDPSession(page);
  const issues = await watchIssues(devtools);
  await page.goto('/');
  for (const [name, open] of VIEWS) {
    await test.step(name, async () => {
      await open(page);
      // Issues come when the browser has painted.
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 300))),
      );
      expect
        .soft(
          issues.filter((issue) => !isTheLookAtStart(issue)),
          name,
        )
        .toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  }
  expect(issues.filter(isTheLookAtStart).length).toBeGreaterThan(0);
  expect(
    await page.evaluate(() => [
      document.compatMode,
      document.characterSet,
      document.documentElement.lang,
      document.images.length,
      isSecureContext,
    ]),
  ).toEqual(['CSS1Compat', 'UTF-8', 'en', 0, true]);

  await page.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open('GET', '/policy.json', false);
    request.send();
  });
  await expect.poll(() => issues.map(({ code }) => code)).toContain('DeprecationIssue');
});

test('every icon of the manifest is there in its size, one of them maskable, and the page it starts is the app', async ({
  page,
}) => {
  await page.goto('/');
  const { icons, start_url, display } = (await (await page.request.get('/manifest.webmanifest')).json()) as {
    readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[];
    readonly start_url: string;
    readonly display: string;
  };
  expect([start_url, display]).toEqual(['/', 'standalone']);
  expect(icons.map(({ purpose }) => purpose)).toContain('maskable');
  for (const { src, sizes } of icons.filter((icon) => icon.sizes !== 'any')) {
    const size = await page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect.soft(size, src).toBe(sizes);
  }
});

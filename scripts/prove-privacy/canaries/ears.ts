import type { BrowserContext, Page } from 'playwright-core';

/** Something that came out of a page beside what it shows. */
export interface Heard {
  readonly where: 'console' | 'error' | 'address' | 'request' | 'body' | 'title' | 'download';
  readonly text: string;
}

/** Listens to everything that a page says, asks for, calls itself or hands out; fills as the pages go. */
export async function listen(context: BrowserContext): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const hear = (where: Heard['where'], text: string | null): void => {
    if (text !== null && text !== '') heard.push({ where, text });
  };
  await context.exposeFunction('__heardTitle', (title: string) => hear('title', title));
  await context.addInitScript(() => {
    const tell = (): void => {
      void (window as unknown as { __heardTitle(title: string): Promise<void> }).__heardTitle(document.title);
    };
    new MutationObserver(tell).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const follow = (page: Page): void => {
    page.on('download', (download) => hear('download', download.suggestedFilename()));
    page.on('framenavigated', (frame) => hear('address', frame.url()));
  };
  context.pages().forEach(follow);
  context.on('page', follow);
  context.on('console', (message) => {
    hear('console', message.text());
    hear('console', message.location().url);
  });
  context.on('weberror', (error) => {
    const { message, stack = '' } = error.error();
    hear('error', `${message} ${stack}`);
  });
  context.on('request', (request) => {
    hear('request', request.url());
    hear('body', request.postData());
  });
  return heard;
}

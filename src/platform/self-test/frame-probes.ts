import type { ChannelId } from '../../domain/privacy/channels.ts';
import { silent } from './element-probes.ts';
import type { Frame, PageTarget } from './page-target.ts';
import type { Probe } from './probe.ts';

/** A frame is led away instead of the page; where it arrived, no page is told. */
function leading(channel: ChannelId, lead: (frame: Frame, url: string) => void): Probe<PageTarget> {
  return {
    channel,
    fire: (target) => {
      lead(target.openFrame(), target.url);
      return silent();
    },
  };
}

function submit({ page }: Frame, url: string, method: 'get' | 'post'): void {
  const form = page.createElement('form');
  Object.assign(form, { method, action: url });
  page.body.append(form);
  form.submit();
}

function click({ page }: Frame, url: string, download?: string): void {
  const anchor = page.createElement('a');
  anchor.href = url;
  if (download !== undefined) anchor.download = download;
  page.body.append(anchor);
  anchor.click();
}

/** Ways out by which a document is left, tried in frames. */
export const FRAME_PROBES: readonly Probe<PageTarget>[] = [
  leading('iframe', ({ element }, url) => (element.src = url)),
  leading('srcdoc', ({ element, page }, url) => {
    const image = page.createElement('img');
    image.src = url;
    element.srcdoc = image.outerHTML;
  }),
  leading('form-get', (frame, url) => submit(frame, url, 'get')),
  leading('form-post', (frame, url) => submit(frame, url, 'post')),
  leading('frame-location', ({ scope }, url) => (scope.location.href = url)),
  leading('frame-link', (frame, url) => click(frame, url)),
  leading('frame-refresh', ({ page }, url) => {
    const meta = page.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = `0;url=${url}`;
    page.head.append(meta);
  }),
  leading('frame-download', (frame, url) => click(frame, url, 'readroom-self-test')),
];

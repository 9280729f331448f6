import type { ChannelId } from '../../domain/privacy/channels.ts';
import { silent } from './element-probes.ts';
import type { PageTarget } from './page-target.ts';
import { firstOf, type Outcome, type Probe } from './probe.ts';

/** A link in the head. Of some kinds the browser tells how it ended, of the rest nothing. */
function link(
  channel: ChannelId,
  facts: { readonly rel: string; readonly as?: string; readonly tells?: boolean; readonly first?: boolean },
): Probe<PageTarget> {
  const { rel, as, tells = false, first = false } = facts;
  return {
    channel,
    fire: (target) => {
      const element = target.page.createElement('link');
      const outcome = tells
        ? firstOf(element, { load: 'answered', error: 'failed' }, target.signal)
        : silent();
      element.rel = rel;
      if (as !== undefined) element.as = as;
      element.href = target.url;
      target.addToHead(element, first ? 'first' : 'last');
      return outcome;
    },
  };
}

/** What a document tells the browser that it may need. */
export const HINT_PROBES: readonly Probe<PageTarget>[] = [
  link('favicon', { rel: 'icon' }),
  // Only the first one of a document counts.
  link('manifest', { rel: 'manifest', first: true }),
  {
    channel: 'ping',
    fire: (target: PageTarget): Promise<Outcome> => {
      // Into a frame: in the page itself even a click that leads nowhere would change the address.
      const { element } = target.openFrame();
      element.name = 'readroom-self-test';
      const anchor = target.page.createElement('a');
      anchor.href = 'about:blank';
      anchor.target = element.name;
      anchor.ping = target.url;
      target.room.append(anchor);
      anchor.click();
      return silent();
    },
  },
  link('prefetch', { rel: 'prefetch', tells: true }),
  link('preload', { rel: 'preload', as: 'image', tells: true }),
  link('modulepreload', { rel: 'modulepreload', tells: true }),
  {
    channel: 'speculation-rules',
    isOffered: () => HTMLScriptElement.supports('speculationrules'),
    fire: (target: PageTarget): Promise<Outcome> => {
      const rules = target.page.createElement('script');
      rules.type = 'speculationrules';
      rules.textContent = JSON.stringify({
        prefetch: [{ source: 'list', urls: [target.url], eagerness: 'immediate' }],
      });
      target.addToHead(rules);
      return silent();
    },
  },
  link('preconnect', { rel: 'preconnect' }),
  link('dns-prefetch', { rel: 'dns-prefetch' }),
  {
    channel: 'beacon',
    fire: async ({ url }: PageTarget): Promise<Outcome> =>
      navigator.sendBeacon(url, 'readroom self-test') ? await silent() : 'failed',
  },
];

import type { ChannelId } from '../../domain/privacy/channels.ts';
import type { PageTarget } from './page-target.ts';
import { firstOf, type Outcome, type Probe } from './probe.ts';

/** An element whose load event means that something came back. */
function loading<K extends keyof HTMLElementTagNameMap>(
  channel: ChannelId,
  tag: K,
  aim: (element: HTMLElementTagNameMap[K], target: PageTarget) => void,
): Probe<PageTarget> {
  return {
    channel,
    fire: (target) => {
      const element = target.page.createElement(tag);
      const outcome = firstOf(element, { load: 'answered', error: 'failed' }, target.signal);
      aim(element, target);
      target.room.append(element);
      return outcome;
    },
  };
}

/** An element that also "loads" what the browser puts in the place of a refused answer: its events tell nothing. */
function embedding(channel: ChannelId, tag: 'object' | 'embed', name: 'data' | 'src'): Probe<PageTarget> {
  return {
    channel,
    fire: (target) => {
      const element = target.page.createElement(tag);
      element.setAttribute(name, target.url);
      target.room.append(element);
      return silent();
    },
  };
}

/** Longer than an answer of this machine or its network takes to be told of, ms. */
const SECOND_TRY_MS = 500;

export function silent(): Promise<Outcome> {
  return Promise.resolve('silent');
}

/** What a document shows and runs. */
export const ELEMENT_PROBES: readonly Probe<PageTarget>[] = [
  loading('image', 'img', (image, { url }) => (image.src = url)),
  loading('stylesheet', 'link', (link, { url }) => Object.assign(link, { rel: 'stylesheet', href: url })),
  {
    channel: 'css-image',
    fire: async ({ page, room, url, clock, signal }: PageTarget): Promise<Outcome> => {
      // Twice: seen in Chromium 156, the host answered and the timeline never told of it. The answer to either counts.
      for (const address of [url, `${url}?again`]) {
        const element = page.createElement('p');
        element.style.backgroundImage = `url("${address}")`;
        element.textContent = '.';
        room.append(element);
        await clock.sleep(SECOND_TRY_MS, signal);
      }
      return 'silent';
    },
  },
  {
    channel: 'font',
    fire: async ({ url }: PageTarget): Promise<Outcome> => {
      try {
        await new FontFace('readroom-self-test', `url("${url}")`).load();
        return 'answered';
      } catch {
        return 'failed';
      }
    },
  },
  loading('script', 'script', (script, { url }) => (script.src = url)),
  embedding('object', 'object', 'data'),
  embedding('embed', 'embed', 'src'),
  {
    channel: 'media',
    fire: ({ page, url, signal }: PageTarget): Promise<Outcome> => {
      const video = page.createElement('video');
      const outcome = firstOf(video, { loadedmetadata: 'answered', error: 'failed' }, signal);
      video.preload = 'auto';
      video.src = url;
      video.load();
      return outcome;
    },
  },
  {
    channel: 'track',
    fire: ({ page, room, url, signal }: PageTarget): Promise<Outcome> => {
      const video = page.createElement('video');
      const track = page.createElement('track');
      const outcome = firstOf(track, { load: 'answered', error: 'failed' }, signal);
      track.default = true;
      track.src = url;
      video.append(track);
      room.append(video);
      track.track.mode = 'hidden';
      return outcome;
    },
  },
];

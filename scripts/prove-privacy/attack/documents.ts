import { urlOf, type Target } from './target.ts';

/** Loads a picture and goes away: two tries, and neither needs a script. */
const page = (to: Target): string =>
  `<img src="${urlOf(to)}"><meta http-equiv="refresh" content="1; url=${urlOf(to)}">`;

const blobPage = (to: Target): string => URL.createObjectURL(new Blob([page(to)], { type: 'text/html' }));

type Realm = Window & typeof globalThis;

/** Ways out through another document that the page makes itself: no response of our server brings headers to it. */
export const DOCUMENTS = {
  'blank-frame-fetch': (to: Target): unknown => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return (frame.contentWindow as Realm).fetch(urlOf(to), { mode: 'no-cors' });
  },
  'blank-window-fetch': (to: Target): unknown =>
    (window.open('about:blank') as Realm).fetch(urlOf(to), { mode: 'no-cors' }),
  'blob-window': (to: Target): unknown => window.open(blobPage(to), '_blank', 'noopener'),
  'blob-location': (to: Target): void => {
    location.href = blobPage(to);
  },
  'script-location': (to: Target): void => {
    location.href = `javascript:'${page(to)}'`;
  },
  'document-write': (to: Target): void => {
    document.open();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- an attacker minds no deprecation
    document.write(page(to));
    document.close();
  },
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;

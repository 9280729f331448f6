import { urlOf, type Target } from './target.ts';

function anchor(attributes: Readonly<Record<string, string>>): void {
  const element = document.createElement('a');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = 'away';
  document.body.append(element);
  element.click();
}

function form(to: Target, attributes: Readonly<Record<string, string>>): void {
  const element = document.createElement('form');
  element.action = urlOf(to);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const field = document.createElement('input');
  field.name = 'text';
  field.value = to.canary;
  element.append(field);
  document.body.append(element);
  element.submit();
}

/** Not yet in TypeScript's own library. */
declare function fetchLater(url: string, init: { readonly activateAfter: number }): unknown;

/** Ways out by which the page itself goes away, opens another or says goodbye. */
export const LEAVING = {
  location: (to: Target): void => {
    location.href = urlOf(to);
  },
  'link-click': (to: Target): void => anchor({ href: urlOf(to) }),
  'link-ping': (to: Target): void => anchor({ href: '#here', ping: urlOf(to) }),
  'download-link': (to: Target): void => anchor({ href: urlOf(to), download: 'a.txt' }),
  'meta-refresh': (to: Target): void => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = `0; url=${urlOf(to)}`;
    document.head.append(meta);
  },
  'base-address': (to: Target): unknown => {
    const base = document.createElement('base');
    base.href = urlOf(to);
    document.head.append(base);
    return fetch(`?text=${to.canary}`, { mode: 'no-cors' });
  },
  'form-get': (to: Target): void => form(to, { method: 'get' }),
  'form-post': (to: Target): void => form(to, { method: 'post' }),
  'form-blank': (to: Target): void => form(to, { method: 'get', target: '_blank' }),
  'window-open': (to: Target): void => {
    window.open(urlOf(to));
  },
  'fetch-later': (to: Target): unknown => fetchLater(urlOf(to), { activateAfter: 0 }),
  beacon: (to: Target): void => {
    navigator.sendBeacon(urlOf(to), to.canary);
  },
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;

import { publicHostOf, urlOf, type Target } from './target.ts';

/** Puts an element into the page with these properties and attributes. */
function put(tag: string, attributes: Readonly<Record<string, string>>, parent = document.body): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

const link =
  (rel: string, more: Readonly<Record<string, string>> = {}) =>
  (to: Target): unknown =>
    put('link', { rel, href: urlOf(to), ...more }, document.head);

/** Chromium prefetches from other sites only what has a public name. */
function speculate(to: Target): void {
  const rules = document.createElement('script');
  rules.type = 'speculationrules';
  const url = `https://${publicHostOf(to)}/?text=${to.canary}`;
  rules.textContent = JSON.stringify({ prefetch: [{ urls: [url], eagerness: 'immediate' }] });
  document.head.append(rules);
}

/** Ways out that are elements, styles and hints of a page. */
export const ELEMENTS = {
  image: (to: Target): unknown => put('img', { src: urlOf(to) }),
  'input-image': (to: Target): unknown => put('input', { type: 'image', src: urlOf(to) }),
  audio: (to: Target): unknown => put('audio', { src: urlOf(to), preload: 'auto' }),
  'video-poster': (to: Target): unknown => put('video', { poster: urlOf(to) }),
  object: (to: Target): unknown => put('object', { data: urlOf(to) }),
  embed: (to: Target): unknown => put('embed', { src: urlOf(to) }),
  iframe: (to: Target): unknown => put('iframe', { src: urlOf(to) }),
  'iframe-srcdoc': (to: Target): unknown => put('iframe', { srcdoc: `<img src="${urlOf(to)}">` }),
  script: (to: Target): unknown => put('script', { src: urlOf(to) }),
  stylesheet: link('stylesheet'),
  'css-import': (to: Target): void => {
    put('style', {}, document.head).textContent = `@import url("${urlOf(to)}");`;
  },
  'css-background': (to: Target): void => {
    put('p', {}).style.background = `url("${urlOf(to)}")`;
  },
  font: (to: Target): unknown => new FontFace('decoy', `url("${urlOf(to)}")`).load(),
  'audio-worklet': (to: Target): unknown => new AudioContext().audioWorklet.addModule(urlOf(to)),
  icon: link('icon'),
  // The driver asks the browser for the manifest afterwards, as an installation would.
  manifest: link('manifest'),
  prefetch: link('prefetch'),
  preload: link('preload', { as: 'fetch', crossorigin: 'anonymous' }),
  'module-preload': link('modulepreload'),
  preconnect: link('preconnect'),
  'compression-dictionary': link('compression-dictionary'),
  'dns-prefetch': link('dns-prefetch'),
  'speculation-rules': speculate,
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;

import type { AnswerWatch } from './answer-watch.ts';
import type { Target } from './probe.ts';
import type { RuleWatch } from './rule-watch.ts';

/** A target with a corner of the page to try elements in. */
export interface PageTarget extends Target {
  readonly page: Document;
  /** Out of sight, out of the order of the keyboard, and emptied after each channel. */
  readonly room: HTMLElement;
  /** Into the head, and out of it again when the try is over. */
  readonly addToHead: (element: HTMLElement, where?: 'first' | 'last') => void;
  /** An empty frame of our own origin: what happens to its address leaves the page where it is. */
  readonly openFrame: () => Frame;
}

export interface Frame {
  readonly element: HTMLIFrameElement;
  readonly page: Document;
  readonly scope: Window;
}

/** @param room see `PageTarget` */
export function pageTarget(
  target: Target,
  {
    page,
    room,
    rules,
    answers,
  }: { page: Document; room: HTMLElement; rules: RuleWatch; answers: AnswerWatch },
): PageTarget {
  target.signal.addEventListener('abort', () => room.replaceChildren(), { once: true });
  return {
    ...target,
    page,
    room,
    addToHead(element, where = 'last') {
      if (where === 'first') page.head.prepend(element);
      else page.head.append(element);
      target.signal.addEventListener('abort', () => element.remove(), { once: true });
    },
    openFrame() {
      const element = page.createElement('iframe');
      element.title = 'Self-test';
      element.tabIndex = -1;
      room.append(element);
      const { contentDocument, contentWindow } = element;
      if (contentDocument === null || contentWindow === null) throw new Error('a frame without a document');
      const listen = (): void => {
        // Of a document from elsewhere nothing can be heard.
        if (element.contentDocument === null) return;
        rules.also(element.contentDocument);
        answers.also(element.contentWindow as unknown as typeof globalThis);
      };
      listen();
      element.addEventListener('load', listen, { signal: target.signal });
      return { element, page: contentDocument, scope: contentWindow };
    },
  };
}

/** The corner itself; images, fonts and frames load in it as anywhere, and nobody sees or reaches it. */
export function openRoom(page: Document): HTMLElement {
  const room = page.createElement('div');
  room.setAttribute('aria-hidden', 'true');
  room.inert = true;
  // By script, which the content policy allows, and not by attribute, which it does not.
  Object.assign(room.style, {
    position: 'fixed',
    bottom: '0',
    left: '0',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    opacity: '0.01',
    pointerEvents: 'none',
  });
  page.body.append(room);
  return room;
}

import type { ExplainedUrl } from './explained-urls.ts';

/**
 * An address as it stands in code, text or a string table: up to a quote, a bracket, a space or what is not printable.
 * `${…}` of a template stays part of it.
 */
const ABSOLUTE = /\b(?:https?|wss?|ftp):\/\/[!#$%&*+\-./0-9:=?@A-Z^_a-z{}~]+/gi;
/** `//host.tld`, as the start of a string, an attribute or a CSS address. Comments have no quote before them. */
const PROTOCOL_RELATIVE = /(?<=["'`=(])\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`<>()\\]*/gi;
/** Servers of a peer connection. */
const PEER = /(?<=["'`])(?:stun|turn)s?:[^\s"'`]+/gi;
/** A program or text packed into a string: long enough to hold an address, and of the alphabet. */
const PACKED = /[A-Za-z0-9+/]{64,}={0,2}/g;

/** Files whose text is code or markup, where an address without its scheme means something. */
const MARKUP = /\.(?:js|mjs|css|html|svg|json|webmanifest)$/;

/**
 * Every address of another host in a file, each once: also with escaped slashes, in UTF-16, and in what is packed as
 * base64 inside (web-llm carries its WebAssembly so).
 * @param name of the file; its ending says whether `//host` is an address
 */
export function findForeignUrls(name: string, content: Uint8Array): string[] {
  const text = new TextDecoder('latin1').decode(content);
  const found = new Set<string>();
  const look = (part: string, patterns: readonly RegExp[]): void => {
    for (const pattern of patterns) for (const [url] of part.matchAll(pattern)) found.add(tidy(url));
  };
  const plain = unescaped(text);
  look(plain, MARKUP.test(name) ? [ABSOLUTE, PROTOCOL_RELATIVE, PEER] : [ABSOLUTE]);
  if (text.includes('\0')) look(text.replaceAll('\0', ''), [ABSOLUTE]);
  for (const [packed] of text.matchAll(PACKED)) {
    look(Buffer.from(packed, 'base64').toString('latin1'), [ABSOLUTE]);
  }
  return [...found].sort();
}

/** Slashes and colons as strings of JavaScript, JSON and CSS may write them. */
function unescaped(text: string): string {
  return text
    .replace(/\\(?:u00|x|u\{)(2f|3a)\}?/gi, (_, hex: string) => (hex.toLowerCase() === '2f' ? '/' : ':'))
    .replaceAll('\\/', '/');
}

/** Without the full stop or the like that ends a sentence. */
function tidy(url: string): string {
  return url.replace(/[.:!?]+$/, '');
}

/** The explanation of an address, or undefined where there is none. */
export function explanationOf(url: string, explained: readonly ExplainedUrl[]): ExplainedUrl | undefined {
  return explained.find((entry) => (entry.exact === true ? url === entry.url : url.startsWith(entry.url)));
}

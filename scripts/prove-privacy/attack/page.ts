import { ANYWHERE } from './anywhere.ts';
import { BROWSER_ASKS } from './browser-asks.ts';
import { DOCUMENTS } from './documents.ts';
import { ELEMENTS } from './elements.ts';
import { LEAVING } from './leaving.ts';
import { PEERS } from './peers.ts';
import type { Target } from './target.ts';
import { THROUGH_WORKERS } from './workers.ts';

/** Every way out that is tried, by name; each name is also the first label of the host that it aims at. */
const CHANNELS = {
  ...ANYWHERE,
  ...ELEMENTS,
  ...THROUGH_WORKERS,
  ...LEAVING,
  ...DOCUMENTS,
  ...PEERS,
  ...BROWSER_ASKS,
};
export type ChannelName = keyof typeof CHANNELS;

declare global {
  interface Window {
    attack?: { readonly names: ChannelName[]; try(name: ChannelName, to: Target): Promise<string> };
    /** Not yet in TypeScript's own library. */
    readonly trustedTypes?: {
      createPolicy(name: string, rules: Record<string, (text: string) => string>): void;
    };
  }
}

// An attacker who got as far as running code would let every string pass: nothing here is owed to Trusted Types.
const pass = (text: string): string => text;
window.trustedTypes?.createPolicy('default', { createHTML: pass, createScript: pass, createScriptURL: pass });

window.attack = {
  names: Object.keys(CHANNELS) as ChannelName[],
  /** What the page itself could tell: the error's name, or `tried`. Whether anything left is for others to see. */
  async try(name, to) {
    try {
      const waited = new Promise((resolve) => setTimeout(resolve, 2_000));
      await Promise.race([CHANNELS[name](to), waited]);
      return 'tried';
    } catch (error) {
      return error instanceof Error ? error.name : 'refused';
    }
  },
};

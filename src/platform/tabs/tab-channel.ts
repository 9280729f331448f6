/** What tabs tell each other. IMPORTANT: names of a closed list only; every tab of the origin hears them. */
export type TabMessage =
  /** Somebody is at this workstation. */
  | 'active'
  /** Everything is to be locked. */
  | 'lock'
  /** The same, because a tab was closed. */
  | 'lock-closed';

/** The other tabs of this browser in which Readroom is open. */
export interface TabChannel {
  post(message: TabMessage): void;
  /** Calls back with what other tabs post; the returned function ends that. */
  onMessage(listener: (message: TabMessage) => void): () => void;
}

const MESSAGES: readonly TabMessage[] = ['active', 'lock', 'lock-closed'];

export function createTabChannel(name = 'readroom-tabs'): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    onMessage(listener) {
      const receive = ({ data }: MessageEvent<unknown>): void => {
        const message = MESSAGES.find((known) => known === data);
        if (message !== undefined) listener(message);
      };
      channel.addEventListener('message', receive);
      return () => channel.removeEventListener('message', receive);
    },
  };
}

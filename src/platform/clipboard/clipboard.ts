import { ReadroomError } from '../../domain/errors/readroom-error.ts';

export interface Clipboard {
  /** @throws ReadroomError `app/clipboard-refused` */
  writeText(text: string): Promise<void>;
}

export function createWebClipboard(): Clipboard {
  return {
    async writeText(text) {
      try {
        await navigator.clipboard.writeText(text);
      } catch (error) {
        throw new ReadroomError('app/clipboard-refused', error instanceof Error ? error.name : '');
      }
    },
  };
}

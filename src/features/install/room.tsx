import type { ReactNode } from 'react';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import styles from './install.module.css';
import type { RoomFacts } from './use-room.ts';

/** Room needed against room free, and no more promised than the browser tells. */
export function Room({ room }: { readonly room: RoomFacts }): ReactNode {
  const { state, neededBytes, freeBytes } = room;
  const needed = formatBytes(neededBytes);
  if (state === 'asking') return null;
  if (state === 'short') {
    const free = freeBytes ?? 0;
    return (
      <Notice tone="warning">
        This needs {needed} of room, and the browser allows {formatBytes(free)} more:{' '}
        {formatBytes(neededBytes - free)} too few. Remove a model first.
      </Notice>
    );
  }
  return (
    <p className={styles['quiet']}>
      {freeBytes === null
        ? `Needs ${needed} of room. The browser does not tell how much is free: on a disk that runs full the merge stops, and what is finished is kept.`
        : `Needs ${needed} of the ${formatBytes(freeBytes)} of room that the browser still allows.`}
    </p>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { freeStorage } from '../../domain/model/free-storage.ts';
import type { ModelStore } from '../../platform/model-store/model-store-port.ts';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import styles from './install.module.css';

interface RoomProps {
  readonly models: Pick<ModelStore, 'estimate'>;
  readonly neededBytes: number;
}

/** Room needed against room free, and no more promised than the browser tells. */
export function Room({ models, neededBytes }: RoomProps): ReactNode {
  const { data } = useQuery({ queryKey: ['models', 'storage'], queryFn: () => models.estimate() });
  if (data === undefined) return null;
  const free = freeStorage(data);
  const needed = formatBytes(neededBytes);
  if (free === null) {
    return (
      <p className={styles['quiet']}>
        Takes {needed}. The browser does not tell how much is free: on a disk that runs full the merge stops,
        and what is finished is kept.
      </p>
    );
  }
  if (free < neededBytes) {
    return (
      <Notice tone="warning">
        This takes {needed}, and the browser allows {formatBytes(free)} more:{' '}
        {formatBytes(neededBytes - free)} too few. Remove a model first.
      </Notice>
    );
  }
  return (
    <p className={styles['quiet']}>
      Takes {needed} of the {formatBytes(free)} that the browser still allows. The chosen files stay where
      they are.
    </p>
  );
}

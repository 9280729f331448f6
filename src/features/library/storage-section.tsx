import { FactList } from '../../ui/fact-list.tsx';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type {
  InstalledModel,
  ModelStore,
  StorageEstimate,
} from '../../platform/model-store/model-store-port.ts';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { freeStorage } from '../../domain/model/free-storage.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Meter } from '../../ui/meter.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './side.module.css';
import { MODELS_KEY } from '../../ui/query-keys.ts';

interface StorageSectionProps {
  readonly store: Pick<ModelStore, 'estimate' | 'persist' | 'unfinished'>;
  readonly models: readonly InstalledModel[];
}

const STORAGE_KEY = [...MODELS_KEY, 'storage'] as const;
const UNFINISHED_KEY = [...MODELS_KEY, 'unfinished'] as const;

/** What is left over is a difference of estimates: below this it tells nothing. */
const TELLING_BYTES = 1_000_000;

/** The room that is taken and left, as far as the browser tells, and whether it promises to keep it. */
export function StorageSection({ store, models }: StorageSectionProps): ReactNode {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: STORAGE_KEY, queryFn: () => store.estimate() });
  const unfinished = useQuery({ queryKey: UNFINISHED_KEY, queryFn: () => store.unfinished() });
  const begun = (unfinished.data ?? []).filter(({ damaged }) => !damaged);
  const [refused, setRefused] = useState(false);
  const ask = async (): Promise<void> => {
    const granted = await store.persist().catch(() => false);
    setRefused(!granted);
    await client.invalidateQueries({ queryKey: STORAGE_KEY });
  };
  return (
    <section className={styles['section']} aria-labelledby="storage-title">
      <h3 id="storage-title">Storage</h3>
      {error !== null && <ErrorNotice error={asReadroomError(error)} />}
      {data !== undefined && (
        <>
          <Room
            estimate={data}
            models={models}
            unfinishedBytes={begun.reduce((sum, { presentBytes }) => sum + presentBytes, 0)}
          />
          {data.persisted ? (
            <p className={styles['quiet']}>The browser keeps it until you remove it.</p>
          ) : (
            <>
              <p className={styles['quiet']}>
                The browser may clear all of it, reports too, when the disk runs full.
              </p>
              <Button onClick={() => void ask()}>Ask the browser to keep it</Button>
              <p className={styles['quiet']} role="status" aria-label="The browser’s answer">
                {refused &&
                  'The browser did not promise it. It decides by itself, sooner for pages that are installed, bookmarked or often used. Export what you could not get again.'}
              </p>
            </>
          )}
        </>
      )}
    </section>
  );
}

function Room({
  estimate,
  models,
  unfinishedBytes,
}: {
  readonly estimate: StorageEstimate;
  readonly models: readonly InstalledModel[];
  readonly unfinishedBytes: number;
}): ReactNode {
  const { usedBytes } = estimate;
  const free = freeStorage(estimate);
  const inModels = models.reduce((sum, { manifest }) => sum + manifest.totalBytes, 0);
  const rest = usedBytes - inModels - unfinishedBytes;
  const facts: readonly (readonly [string, string])[] = [
    ['Used', formatBytes(usedBytes)],
    ['Installed models', formatBytes(Math.min(inModels, usedBytes))],
    ...(unfinishedBytes === 0 ? [] : [['Unfinished models', formatBytes(unfinishedBytes)] as const]),
    ...(rest < TELLING_BYTES ? [] : [['Everything else, about', formatBytes(rest)] as const]),
    ...(free === null ? [] : [['The browser allows', `${formatBytes(free)} more`] as const]),
  ];
  return (
    <>
      {free !== null && (
        <Meter
          label="Storage used"
          value={usedBytes}
          max={usedBytes + free}
          text={`${formatBytes(usedBytes)} of ${formatBytes(usedBytes + free)}`}
        />
      )}
      <FactList facts={facts} className={styles['facts']} />
      <p className={styles['quiet']}>
        {free === null
          ? 'How much more fits, this browser does not tell. When the disk runs full, an install or a merge stops and can go on later.'
          : 'What the browser allows is no measure of the disk: a full disk holds less.'}
      </p>
    </>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type {
  InstalledModel,
  ModelStore,
  StorageEstimate,
} from '../../platform/model-store/model-store-port.ts';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './side.module.css';
import { MODELS_KEY } from './use-models.ts';

interface StorageSectionProps {
  readonly store: Pick<ModelStore, 'estimate' | 'persist'>;
  readonly models: readonly InstalledModel[];
}

const STORAGE_KEY = [...MODELS_KEY, 'storage'] as const;

/** The room that is taken and left, as far as the browser tells, and whether it promises to keep it. */
export function StorageSection({ store, models }: StorageSectionProps): ReactNode {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: STORAGE_KEY, queryFn: () => store.estimate() });
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
          <Room estimate={data} models={models} />
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
}: {
  readonly estimate: StorageEstimate;
  readonly models: readonly InstalledModel[];
}): ReactNode {
  const { usedBytes, quotaBytes } = estimate;
  const inModels = models.reduce((sum, { manifest }) => sum + manifest.totalBytes, 0);
  const facts: readonly (readonly [string, string])[] = [
    ['Used', formatBytes(usedBytes)],
    ['Installed models', formatBytes(Math.min(inModels, usedBytes))],
    ['Reports and everything else', formatBytes(Math.max(0, usedBytes - inModels))],
    ['The browser allows', `${formatBytes(Math.max(0, quotaBytes - usedBytes))} more`],
  ];
  return (
    <>
      <meter
        className={styles['meter']}
        aria-label="Storage used"
        min={0}
        max={Math.max(quotaBytes, 1)}
        value={usedBytes}
      >
        {formatBytes(usedBytes)} of {formatBytes(quotaBytes)}
      </meter>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['quiet']}>
        What the browser allows is no measure of the disk: a full disk holds less.
      </p>
    </>
  );
}

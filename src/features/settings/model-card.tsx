import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { InstalledModel, ModelStore } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import styles from './settings.module.css';

interface ModelCardProps {
  readonly installed: InstalledModel | null;
  readonly store: Pick<ModelStore, 'estimate'>;
  readonly onRemove: () => Promise<void>;
}

/** What drafts here, made of what, and the room it takes. */
export function ModelCard({ installed, store, onRemove }: ModelCardProps): ReactNode {
  const storage = useQuery({
    queryKey: ['storage', installed?.manifestSha256],
    queryFn: () => store.estimate(),
  });
  const [asked, setAsked] = useState(false);
  return (
    <section className={styles['section']} aria-labelledby="model-title">
      <h3 id="model-title">Model</h3>
      {installed === null ? (
        <p className={styles['quiet']}>No model is installed in this browser.</p>
      ) : (
        <ModelFacts installed={installed} />
      )}
      {storage.data !== undefined && (
        <p className={styles['quiet']}>
          {formatBytes(storage.data.usedBytes)} of {formatBytes(storage.data.quotaBytes)} storage used.{' '}
          {storage.data.persisted
            ? 'The browser keeps it until you remove it.'
            : 'The browser may clear it when the disk runs full.'}
        </p>
      )}
      {installed !== null && (
        <div className={styles['row']}>
          {asked ? (
            <>
              <Button
                tone="danger"
                icon={<Trash2 aria-hidden="true" />}
                onClick={() => {
                  setAsked(false);
                  void onRemove();
                }}
              >
                Remove, {formatBytes(installed.manifest.totalBytes)}
              </Button>
              <Button onClick={() => setAsked(false)}>Keep it</Button>
            </>
          ) : (
            <Button onClick={() => setAsked(true)}>Remove or reinstall</Button>
          )}
        </div>
      )}
    </section>
  );
}

function ModelFacts({ installed }: { readonly installed: InstalledModel }): ReactNode {
  const { manifest, manifestSha256 } = installed;
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['Name', manifest.displayName, false],
    ['Identifier', manifest.id, false],
    ['Quantization', manifest.quantization, false],
    ['Base', manifest.base.origin, false],
    ['Licence', manifest.licence, false],
    ['Manifest', manifestSha256, true],
    ...manifest.base.files.map((file) => [`Base ${file.name}`, file.sha256, true] as const),
    ...(manifest.adapter?.files ?? []).map((file) => [`Adapter ${file.name}`, file.sha256, true] as const),
  ];
  return (
    <dl className={styles['facts']}>
      {rows.map(([name, value, isHash]) => (
        <div key={name} className={isHash ? styles['stacked'] : undefined}>
          <dt>{name}</dt>
          <dd className={isHash ? styles['hash'] : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import type { ReactNode } from 'react';
import { freeStorage } from '../../domain/model/free-storage.ts';
import type {
  InstalledModel,
  ModelStore,
  StorageEstimate,
} from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { KEYS } from '../../ui/shortcuts.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import styles from './settings.module.css';

interface ModelCardProps {
  readonly installed: InstalledModel | null;
  /** The server has another build of it. */
  readonly newerBuild: boolean;
  readonly store: Pick<ModelStore, 'estimate'>;
  readonly onOpenLibrary: () => void;
}

/** What drafts here, in short; the Model library tells and changes the rest. */
export function ModelCard({ installed, newerBuild, store, onOpenLibrary }: ModelCardProps): ReactNode {
  const storage = useQuery({
    queryKey: [...MODELS_KEY, 'storage', installed?.manifestSha256],
    queryFn: () => store.estimate(),
  });
  return (
    <section className={styles['section']} aria-labelledby="model-title">
      <h3 id="model-title">Model</h3>
      {installed === null ? (
        <p className={styles['quiet']}>No model drafts in this browser.</p>
      ) : (
        <dl className={styles['facts']}>
          <div>
            <dt>Drafts with</dt>
            <dd>{installed.details.name}</dd>
          </div>
          <div>
            <dt>Size</dt>
            <dd>
              {formatBytes(installed.manifest.totalBytes)}, {installed.manifest.quantization}
            </dd>
          </div>
        </dl>
      )}
      {newerBuild && <p className={styles['quiet']}>The server has a newer build of this model.</p>}
      {storage.data !== undefined && <p className={styles['quiet']}>{describeStorage(storage.data)}</p>}
      <div className={styles['row']}>
        <Button icon={<Boxes aria-hidden="true" />} keys={KEYS.models} onClick={onOpenLibrary}>
          Open the Model library
        </Button>
      </div>
    </section>
  );
}

function describeStorage(estimate: StorageEstimate): string {
  const free = freeStorage(estimate);
  const used = `${formatBytes(estimate.usedBytes)} stored in this browser`;
  return free === null ? `${used}.` : `${used}, which allows ${formatBytes(free)} more.`;
}

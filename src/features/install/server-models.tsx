import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ModelCatalog } from '../../domain/model/catalog.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import type { InstallState } from './install-state.ts';
import styles from './install.module.css';
import { isOpen } from './job.ts';
import { originPlan, type CatalogModel } from './plans.ts';

interface ServerModelsProps {
  readonly state: InstallState;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  readonly installedBy: string;
}

/** What our own server offers and this browser lacks, or has in an older build. */
export function ServerModels({ state, readCatalog, installedBy }: ServerModelsProps): ReactNode {
  const { models } = state.ports;
  const catalog = useQuery({
    queryKey: [...MODELS_KEY, 'catalog'],
    queryFn: ({ signal }) => readCatalog(signal),
  });
  const installed = useQuery({ queryKey: MODELS_KEY, queryFn: () => models.list() });
  const jobs = useStore(state.jobs, (all) => all.jobs);
  const open = jobs.filter(isOpen).map(({ modelId }) => modelId);
  const builds = new Map(installed.data?.map((model) => [model.manifest.id, model.manifestSha256]));
  const offered = (catalog.data?.models ?? []).filter(
    (model) => builds.get(model.id) !== model.manifestSha256 && !open.includes(model.id),
  );
  return (
    <section className={styles['way']} role="group" aria-labelledby="from-server">
      <div className={styles['wayText']}>
        <h4 id="from-server">From this server</h4>
        <p className={styles['quiet']}>{describeCatalog(catalog.data ?? null, catalog.isPending, offered)}</p>
      </div>
      {offered.length > 0 && installed.data !== undefined && (
        <ul className={styles['rows']} aria-label="Models of this server">
          {offered.map((model) => (
            <li key={model.id} className={styles['item']}>
              <div className={styles['grow']}>
                <p className={styles['name']}>{model.displayName}</p>
                <p className={styles['quiet']}>
                  {model.id} · {formatBytes(model.totalBytes)}
                  {builds.has(model.id) && ' · newer than the one installed'}
                </p>
              </div>
              <Button
                icon={<Download aria-hidden="true" />}
                aria-label={`${builds.has(model.id) ? 'Install the newer' : 'Install'} ${model.displayName}`}
                onClick={() => state.jobs.add(originPlan(models, model, installedBy))}
              >
                {builds.has(model.id) ? 'Install the newer' : 'Install'}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function describeCatalog(
  catalog: ModelCatalog | null,
  isPending: boolean,
  offered: readonly CatalogModel[],
): string {
  if (isPending) return 'Asking the server what it offers.';
  if (catalog === null) return 'The server cannot be reached or offers no model; files work all the same.';
  if (offered.length > 0) return 'Downloaded once and kept in this browser.';
  return 'Everything that this server offers is here or on its way.';
}

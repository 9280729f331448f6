import { useQueryClient } from '@tanstack/react-query';
import { useRef, type ReactNode } from 'react';
import type { ModelCatalog } from '../../domain/model/catalog.ts';
import type { InstallState } from './install-state.ts';
import styles from './install.module.css';
import { UnfinishedCard } from './unfinished-card.tsx';
import { useUnfinished } from './use-unfinished.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';

export interface UnfinishedModelsProps {
  readonly state: InstallState;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  readonly installedBy: string;
  /** Removes it, and takes it out of use where it drafted; the store's own when left out. */
  readonly onRemove?: (id: string) => Promise<void>;
}

/** What was begun and is not whole: after a crash, a reload, a cancel, or because files were lost since. */
export function UnfinishedModels(props: UnfinishedModelsProps): ReactNode {
  const { state, readCatalog, installedBy } = props;
  const { models } = state.ports;
  const forget = props.onRemove ?? ((id: string) => models.remove(id));
  const client = useQueryClient();
  const title = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const shown = useUnfinished(state);
  if (shown.length === 0) return null;
  const remove = async (id: string): Promise<void> => {
    await forget(id);
    // The button goes away with its model: the focus goes to the next one, or to the heading.
    const next = shown.find((other) => other.id !== id);
    const card = [...(list.current?.children ?? [])].find(
      (item) => item.getAttribute('data-id') === next?.id,
    );
    (card instanceof HTMLElement ? card : title.current)?.focus();
    await client.invalidateQueries({ queryKey: MODELS_KEY });
  };
  return (
    <section className={styles['panel']} aria-labelledby="unfinished-title">
      <h3 id="unfinished-title" tabIndex={-1} ref={title}>
        Unfinished models
      </h3>
      <ul className={styles['rows']} ref={list}>
        {shown.map((model) => (
          <UnfinishedCard
            key={model.id}
            model={model}
            state={state}
            readCatalog={readCatalog}
            installedBy={installedBy}
            onRemove={remove}
          />
        ))}
      </ul>
    </section>
  );
}

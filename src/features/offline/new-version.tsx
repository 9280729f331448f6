import { CircleArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import { Button } from '../../ui/button.tsx';
import styles from './offline.module.css';
import type { VersionStore } from './version-store.ts';

/** Says that a newer version is here. Nothing is reloaded unless somebody presses the button. */
export function NewVersion({ store }: { readonly store: VersionStore }): ReactNode {
  const { offline, isLater, isTakingOver, held } = useStore(store);
  const isShown = offline.newVersion !== 'none' && !isLater;
  return (
    // Always there, so that what comes into it is read out.
    <div role="status" aria-label="Version" className={styles['bar']}>
      {isShown && (
        <div className={styles['offer']}>
          <CircleArrowUp aria-hidden="true" />
          <p className={styles['text']}>
            {held !== null
              ? SENTENCES[held]
              : offline.newVersion === 'ready'
                ? 'A new version of Readroom is ready. Your report is saved before it opens.'
                : 'Another tab uses a new version of Readroom. This one goes on with the last until it is opened again.'}
          </p>
          <Button isDimmed={isTakingOver} onClick={() => void store.takeNew()}>
            Use the new version
          </Button>
          <Button onClick={store.later}>Later</Button>
        </div>
      )}
    </div>
  );
}

import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import type { OfflineState } from '../../platform/offline/offline-port.ts';
import { Button } from '../../ui/button.tsx';
import styles from './offline.module.css';
import type { VersionStore } from './version-store.ts';

/** As much of a build's id as tells two builds apart at a glance. */
const SHOWN_CHARACTERS = 12;

const KEPT: Record<OfflineState['kept'], string> = {
  unknown: 'not known yet',
  keeping: 'being kept',
  kept: 'yes, all of it is in this browser',
  'not-kept': 'no',
  unavailable: 'no, this browser cannot keep it',
};

/** Which version this is, whether it works without a network, and whether there is a newer one. */
export function VersionSection({ store }: { readonly store: VersionStore }): ReactNode {
  const { offline, isTakingOver, held } = useStore(store);
  const { kept, build, newVersion, error } = offline;
  const trouble = held ?? error?.code ?? null;
  return (
    <section className={styles['section']} aria-labelledby="version-title">
      <h3 id="version-title">This version</h3>
      <dl className={styles['facts']}>
        <div>
          <dt>Build</dt>
          <dd className={styles['id']}>{build === null ? 'not known' : build.slice(0, SHOWN_CHARACTERS)}</dd>
        </div>
        <div>
          <dt>Works without a network</dt>
          <dd>{KEPT[kept]}</dd>
        </div>
      </dl>
      <p role="status" className={styles['quiet']}>
        {trouble !== null
          ? SENTENCES[trouble]
          : newVersion === 'none'
            ? 'A newer version would wait here until you take it, or until the app is opened the next time.'
            : 'A new version is ready.'}
      </p>
      {kept !== 'unavailable' && (
        <div className={styles['row']}>
          {newVersion !== 'none' ? (
            <Button isDimmed={isTakingOver} onClick={() => void store.takeNew()}>
              Use the new version
            </Button>
          ) : kept === 'not-kept' ? (
            <Button onClick={() => void store.keep()}>Keep it for work without a network</Button>
          ) : (
            <Button isDimmed={kept !== 'kept'} onClick={() => void store.look()}>
              Look for a new version
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

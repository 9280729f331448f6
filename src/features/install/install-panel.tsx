import { Merge } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ModelCatalog } from '../../domain/model/catalog.ts';
import { MAX_NAME_LENGTH } from '../../domain/model/model-details.ts';
import { Button } from '../../ui/button.tsx';
import { DropZone } from './drop-zone.tsx';
import { FinishedModels } from './finished-models.tsx';
import type { InstallState } from './install-state.ts';
import styles from './install.module.css';
import { MergeWizard } from './merge-wizard.tsx';
import type { DescribeModel } from './quantization-choice.tsx';
import { ServerModels } from './server-models.tsx';

export interface InstallPanelProps {
  readonly state: InstallState;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  /** How a model would run here; null while the graphics card is being asked. */
  readonly describeModel: DescribeModel;
  /** Who installs, as this person wrote it last. */
  readonly installedBy: string;
  readonly onInstalledBy: (name: string) => void;
}

/** The three ways in which a model comes into this browser. */
export function InstallPanel(props: InstallPanelProps): ReactNode {
  const { state, readCatalog, describeModel, installedBy, onInstalledBy } = props;
  const { merge, intake, ports } = state;
  const isMerging = useStore(merge, ({ isOpen }) => isOpen);
  const isBegun = useStore(merge, ({ base, adapter }) => base !== null || adapter !== null);
  const hasFound = useStore(intake, ({ finished, error }) => finished.length > 0 || error !== null);
  const start = (): void => {
    // What went wrong with another file is no news beside the merge.
    intake.dismiss();
    merge.open();
  };
  const fieldId = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const wizard = useRef<HTMLHeadingElement>(null);
  const wasMerging = useRef(isMerging);
  useEffect(() => {
    if (isMerging && !wasMerging.current) wizard.current?.focus();
    // The wizard took its buttons along: whoever closed it goes on where it was opened.
    if (!isMerging && wasMerging.current && document.activeElement === document.body) opener.current?.focus();
    wasMerging.current = isMerging;
  }, [isMerging]);
  return (
    <div className={styles['panel']}>
      <div className={styles['who']}>
        <label htmlFor={fieldId}>Installed by</label>
        <input
          id={fieldId}
          maxLength={MAX_NAME_LENGTH}
          autoComplete="off"
          value={installedBy}
          placeholder="optional, for the provenance sheet"
          onChange={(event) => onInstalledBy(event.target.value)}
        />
      </div>
      <DropZone chooser={ports.chooser} intake={intake} />
      {isMerging ? (
        <MergeWizard
          state={state}
          describeModel={describeModel}
          installedBy={installedBy.trim()}
          titleRef={wizard}
        />
      ) : (
        <div className={styles['ways']}>
          <ServerModels state={state} readCatalog={readCatalog} installedBy={installedBy} />
          <FinishedModels state={state} installedBy={installedBy} />
          <section className={styles['way']} role="group" aria-label="Merge your own">
            <div className={styles['wayText']}>
              <h4>Merge your own</h4>
              <p className={styles['quiet']}>
                A base model and a LoRA adapter of yours become one model, here in this browser.
              </p>
            </div>
            <div className={styles['row']}>
              <Button ref={opener} icon={<Merge aria-hidden="true" />} onClick={start}>
                {isBegun ? 'Go on with the merge' : 'Start a merge'}
              </Button>
            </div>
          </section>
        </div>
      )}
      {isMerging && hasFound && (
        <div className={styles['ways']}>
          <FinishedModels state={state} installedBy={installedBy} />
        </div>
      )}
    </div>
  );
}

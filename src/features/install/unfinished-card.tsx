import { useRef, useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { TransferredError } from '../../domain/errors/readroom-error.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { ChosenRecord, UnfinishedModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, plural } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import { ChooseButtons } from './choose-buttons.tsx';
import {
  copyOnPlan,
  downloadOnPlan,
  goOnPlan,
  lacks,
  reopenInputs,
  requireSame,
  type MergeFiles,
} from './go-on.ts';
import styles from './install.module.css';
import type { JobPlan } from './job.ts';
import type { UnfinishedModelsProps } from './unfinished-models.tsx';
import { describeUnfinished } from './words.ts';

interface UnfinishedCardProps extends Omit<UnfinishedModelsProps, 'onRemove'> {
  readonly model: UnfinishedModel;
  readonly onRemove: (id: string) => Promise<void>;
}

const NO_FILES: MergeFiles = { base: null, adapter: null };

/** One model that is not whole: go on with it or free its room. */
export function UnfinishedCard(props: UnfinishedCardProps): ReactNode {
  const { model, state, readCatalog, installedBy, onRemove } = props;
  const { jobs, ports } = state;
  const { merge, kind } = model;
  const card = useRef<HTMLLIElement>(null);
  const keptFocus = useKeptFocus(card);
  const [asked, setAsked] = useState<'nothing' | 'files' | 'remove'>('nothing');
  const [files, setFiles] = useState(NO_FILES);
  const [error, setError] = useState<TransferredError | null>(null);

  const attempt = async (work: () => Promise<JobPlan | null>): Promise<void> => {
    setError(null);
    try {
      const plan = await work();
      if (plan !== null) jobs.add(plan);
    } catch (caught) {
      setError(asReadroomError(caught).toTransfer());
    }
  };
  const goOn = (): Promise<void> =>
    attempt(async () => {
      if (kind === 'origin') return downloadOnPlan(ports.models, readCatalog, model, installedBy);
      setAsked('files');
      if (merge === null) return null;
      const opened = await reopenInputs(ports.chooser, merge);
      setFiles(opened);
      return lacks(merge, opened).length === 0 ? goOnPlan(ports.modelJobs, model, opened) : null;
    });
  const take = (input: 'base' | 'adapter', record: ChosenRecord, chosen: ChosenFiles): Promise<void> =>
    attempt(() => {
      requireSame(record, chosen);
      const next = { ...files, [input]: chosen };
      setFiles(next);
      const complete = merge !== null && lacks(merge, next).length === 0;
      return Promise.resolve(complete ? goOnPlan(ports.modelJobs, model, next) : null);
    });
  const wanted = asked === 'files' && merge !== null ? lacks(merge, files) : [];

  return (
    <li
      ref={card}
      className={styles['job']}
      aria-label={model.name}
      data-id={model.id}
      tabIndex={-1}
      {...keptFocus}
    >
      <div className={styles['row']}>
        <div className={styles['grow']}>
          <p className={styles['name']}>{model.name}</p>
          <p className={styles['quiet']}>{describeUnfinished(model)}</p>
        </div>
        {asked === 'remove' ? (
          <div className={styles['row']}>
            <Button tone="danger" onClick={() => void attempt(() => onRemove(model.id).then(() => null))}>
              Remove, {formatBytes(model.presentBytes)}
            </Button>
            <Button onClick={() => setAsked('nothing')}>Keep</Button>
          </div>
        ) : (
          <div className={styles['row']}>
            <Button onClick={() => void goOn()}>{model.damaged ? 'Repair' : 'Go on'}</Button>
            <Button onClick={() => setAsked('remove')}>Remove</Button>
          </div>
        )}
      </div>
      {wanted.map((input) => {
        const record = (input === 'base' ? merge?.base : merge?.adapter) ?? null;
        if (record === null) return null;
        const name = input === 'base' ? 'Base' : 'Adapter';
        return (
          <div key={input} role="group" aria-label={name} className={styles['input']}>
            <p className={styles['quiet']}>
              {name}: choose {record.label} ({plural(record.files.length, 'file')}) again, as at the
              beginning.
            </p>
            <ChooseButtons
              chooser={ports.chooser}
              what={name}
              onChosen={(chosen) => void take(input, record, chosen)}
              onError={(caught) => setError(asReadroomError(caught).toTransfer())}
            />
          </div>
        );
      })}
      {asked === 'files' && merge === null && (
        <div role="group" aria-label="Finished model" className={styles['input']}>
          <p className={styles['quiet']}>Choose the folder or exported file that it came from.</p>
          <ChooseButtons
            chooser={ports.chooser}
            what="Finished model"
            onChosen={(chosen) => void attempt(() => copyOnPlan(ports.modelJobs, model, chosen, installedBy))}
            onError={(caught) => setError(asReadroomError(caught).toTransfer())}
          />
        </div>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </li>
  );
}

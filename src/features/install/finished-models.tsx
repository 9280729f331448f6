import { ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ChooseButtons } from './choose-buttons.tsx';
import type { InstallState } from './install-state.ts';
import type { Finished } from './intake-store.ts';
import styles from './install.module.css';
import { importPlan } from './plans.ts';
import { describeFinished } from './words.ts';

interface FinishedModelsProps {
  readonly state: InstallState;
  readonly installedBy: string;
}

/** Models that are ready-made: looked at first, copied in when the person says so. */
export function FinishedModels({ state, installedBy }: FinishedModelsProps): ReactNode {
  const { intake, jobs, ports } = state;
  const { isReading, finished, error } = useStore(intake);
  const install = ({ id, files, inspection }: Finished): void => {
    jobs.add(importPlan(ports.modelJobs, { files, installedBy }, inspection));
    intake.forget(id);
  };
  return (
    <section className={styles['way']} role="group" aria-label="Finished model">
      <div className={styles['wayText']}>
        <h4>From a folder or file</h4>
        <p className={styles['quiet']}>
          A model folder made by Readroom or by MLC’s tools, an exported .zip, or compiled libraries: from a
          disk or a USB stick.
        </p>
      </div>
      <ChooseButtons
        chooser={ports.chooser}
        what="Finished model"
        onChosen={(files) => void intake.takeFinished(files)}
        onError={intake.fail}
      />
      <p className={styles['quiet']} role="status">
        {isReading ? 'Looking at the files' : ''}
      </p>
      {error !== null && (
        <ErrorNotice
          error={{ code: error.code, detail: [error.label, error.detail].filter(Boolean).join(': ') }}
        />
      )}
      {finished.length > 0 && (
        <ul className={styles['rows']} aria-label="Found">
          {finished.map((entry) => (
            <li key={entry.id} className={styles['item']} aria-label={entry.inspection.name}>
              <div className={styles['grow']}>
                <p className={styles['name']}>{entry.inspection.name}</p>
                <p className={styles['quiet']}>{describeFinished(entry.inspection)}</p>
                {entry.inspection.unverified && (
                  <Chip tone="warning" icon={<ShieldQuestion aria-hidden="true" />}>
                    Unverified source: nothing vouches for its bytes
                  </Chip>
                )}
              </div>
              <Button tone="primary" onClick={() => install(entry)}>
                Install
              </Button>
              <Button onClick={() => intake.forget(entry.id)}>Not now</Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import { useId, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ChooseButtons } from './choose-buttons.tsx';
import { FoundModel } from './found-model.tsx';
import type { InstallState } from './install-state.ts';
import type { Finished } from './intake-store.ts';
import styles from './install.module.css';
import { importPlan } from './plans.ts';

interface FinishedModelsProps {
  readonly state: InstallState;
  readonly installedBy: string;
}

/** Models that are ready-made: looked at first, copied in when the person says so. */
export function FinishedModels({ state, installedBy }: FinishedModelsProps): ReactNode {
  const { intake, jobs, ports } = state;
  const { isReading, finished, error } = useStore(intake);
  const section = useRef<HTMLElement>(null);
  const titleId = useId();
  // Their buttons go away with what was found: the focus returns to the ones that choose.
  const focusChoice = (): void => section.current?.querySelector('button')?.focus();
  const leave = (id: number): void => {
    focusChoice();
    intake.forget(id);
  };
  const dismiss = (): void => {
    focusChoice();
    intake.dismiss();
  };
  const install = ({ id, files, inspection }: Finished, leaveOutPrompt: boolean): void => {
    const request = { files, installedBy, ...(leaveOutPrompt && { leaveOutPrompt }) };
    jobs.add(importPlan(ports.modelJobs, request, inspection));
    intake.forget(id);
  };
  return (
    <section ref={section} className={styles['way']} role="group" aria-labelledby={titleId}>
      <div className={styles['wayText']}>
        <h4 id={titleId}>From a folder or file</h4>
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
          actions={<Button onClick={dismiss}>Dismiss</Button>}
        />
      )}
      {finished.length > 0 && (
        <ul className={styles['rows']} aria-label="Found">
          {finished.map((entry) => (
            <FoundModel
              key={entry.id}
              found={entry}
              onInstall={(leaveOutPrompt) => install(entry, leaveOutPrompt)}
              onLeave={() => leave(entry.id)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

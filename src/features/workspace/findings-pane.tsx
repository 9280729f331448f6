import type { ReactNode, Ref } from 'react';
import { MAX_SECTION_CHARACTERS } from '../../domain/report/report.ts';
import { countWords, plural } from '../../ui/format.ts';
import { SamplesMenu } from './samples-menu.tsx';
import styles from './workspace.module.css';

interface FindingsPaneProps {
  readonly text: string;
  readonly onEdit: (text: string) => void;
  readonly ref: Ref<HTMLTextAreaElement>;
}

export function FindingsPane({ text, onEdit, ref }: FindingsPaneProps): ReactNode {
  return (
    <section className={styles['pane']} aria-label="Findings pane">
      <header className={styles['header']}>
        <label className={styles['label']} htmlFor="findings">
          Findings
        </label>
      </header>
      <div className={styles['sheet']}>
        <textarea
          ref={ref}
          id="findings"
          className={styles['text']}
          value={text}
          maxLength={MAX_SECTION_CHARACTERS}
          onChange={(event) => onEdit(event.target.value)}
          placeholder="Type or paste the findings."
          spellCheck={false}
          autoComplete="off"
        />
      </div>
      <footer className={styles['actions']}>
        <SamplesMenu current={text} onPick={onEdit} />
        <span className={styles['meta']}>{plural(countWords(text), 'word')}</span>
      </footer>
    </section>
  );
}

import { useId, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../ui/format.ts';
import type { ReportHistory } from './report-history.ts';
import styles from './history.module.css';

interface HistorySectionProps {
  readonly history: ReportHistory;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** How many examples the model that drafts was trained with; null where with none. */
  readonly most: number | null;
}

/** Whether the model is shown earlier reports, and how many there are to choose from. */
export function HistorySection({ history, isOn, onChange, most }: HistorySectionProps): ReactNode {
  const explained = useId();
  const { reading, failed, size } = useStore(history);
  const shown =
    most === null || most === 1
      ? 'the most similar earlier report'
      : `up to ${most} of the most similar earlier reports`;
  return (
    <section className={styles['section']} aria-labelledby="history-title">
      <h3 id="history-title">Your style</h3>
      <label className={styles['choice']}>
        <input
          type="checkbox"
          checked={isOn}
          disabled={most === null && !isOn}
          aria-describedby={explained}
          onChange={(event) => onChange(event.target.checked)}
        />
        Learn from my reports
      </label>
      <p id={explained} className={styles['quiet']}>
        {most === null
          ? 'The model that drafts here was not trained to use earlier reports, and is shown none.'
          : `For each draft the model is shown ${shown} out of this browser, whose impression was written, edited or accepted here and which nobody has changed for ten minutes. They are read in this browser and never leave it. The model may carry facts from those reports, of other patients, into the draft: compare it with your findings.`}
      </p>
      {failed && (
        <p className={styles['quiet']} role="alert">
          Your reports cannot be read at the moment: until they can, the model is shown none.
        </p>
      )}
      {isOn && most !== null && !failed && (
        <p className={styles['quiet']} role="status">
          {reading && size === 0
            ? 'Reading your reports.'
            : `${formatCount(size)} different ${size === 1 ? 'report' : 'reports'} can serve.`}
        </p>
      )}
    </section>
  );
}

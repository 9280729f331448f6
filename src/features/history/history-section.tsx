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
  const { reading, size } = useStore(history);
  const shown =
    most === null || most === 1
      ? 'your most similar earlier report'
      : `up to ${most} of your most similar earlier reports`;
  return (
    <section className={styles['section']} aria-labelledby="history-title">
      <h3 id="history-title">Your style</h3>
      <label className={styles['choice']}>
        <input
          type="checkbox"
          checked={isOn && most !== null}
          disabled={most === null}
          aria-describedby={explained}
          onChange={(event) => onChange(event.target.checked)}
        />
        Learn from my reports
      </label>
      <p id={explained} className={styles['quiet']}>
        {most === null
          ? 'The model that drafts here was not trained to use earlier reports.'
          : `For each draft the model is shown ${shown} whose impression you wrote, edited or accepted. They are read in this browser and leave it for nowhere.`}
      </p>
      {isOn && most !== null && (
        <p className={styles['quiet']} role="status">
          {reading && size === 0
            ? 'Reading your reports.'
            : `${formatCount(size)} different ${size === 1 ? 'report' : 'reports'} can serve.`}
        </p>
      )}
    </section>
  );
}

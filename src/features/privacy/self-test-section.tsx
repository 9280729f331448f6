import { Play, Square } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { CHANNELS } from '../../domain/privacy/channels.ts';
import { describeReport, outcomeOf } from '../../domain/privacy/self-test.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './privacy-page.module.css';
import type { PrivacyScreen } from './privacy-screen.ts';
import { ResultsTable } from './results-table.tsx';

/** Those that are listed and not tried are known before it begins. */
const TRIES = CHANNELS.reduce(
  (sum, { places, notTried }) => sum + (notTried === undefined ? places.length : 0),
  0,
);

export function SelfTestSection({ screen }: { readonly screen: PrivacyScreen }): ReactNode {
  const { decoy, work, results, report, asked, error } = useStore(screen);
  const title = useRef<HTMLHeadingElement>(null);
  const kept = useKeptFocus(title);
  const runs = work === 'testing';
  return (
    <section className={styles['section']} aria-labelledby="self-test-title" {...kept}>
      <h3 id="self-test-title" ref={title} tabIndex={-1}>
        Self-test
      </h3>
      <p>
        Tries every known way out of this page at a decoy, a host that is not ours, from the page, a worker
        and the service worker. It carries a random mark and nothing of a report, so it is safe while one is
        open.
      </p>
      <form
        className={styles['row']}
        onSubmit={(event) => {
          event.preventDefault();
          void screen.test();
        }}
      >
        <label htmlFor="decoy">Decoy</label>
        <input
          id="decoy"
          className={styles['input']}
          value={decoy}
          disabled={work !== 'none'}
          autoComplete="off"
          aria-describedby="decoy-help"
          onChange={(event) => screen.setState({ decoy: event.target.value })}
        />
        {runs ? (
          <Button icon={<Square aria-hidden="true" />} onClick={() => screen.cancel()}>
            Cancel
          </Button>
        ) : (
          <Button type="submit" tone="primary" icon={<Play aria-hidden="true" />} disabled={work !== 'none'}>
            Run the self-test
          </Button>
        )}
      </form>
      <p id="decoy-help" className={styles['quiet']}>
        “decoy.invalid” can never exist, so nothing is reached whatever happens. Name a host of your own, such
        as 10.0.0.7:8080, to watch it while the test runs.
      </p>
      {runs && <ProgressBar label="Ways out tried" done={results.length} total={TRIES} />}
      {error !== null && asked === 'test' && <ErrorNotice error={error} />}
      {/* Always there, so that what comes into it is read out. */}
      <p
        className={styles['outcome']}
        role="status"
        aria-label="Outcome of the self-test"
        data-outcome={report === null ? undefined : outcomeOf(report)}
      >
        {report !== null && (
          <>
            {describeReport(report)}{' '}
            <span className={styles['quiet']}>
              {formatMoment(report.startedAt)}, decoy {report.decoy}.
            </span>
          </>
        )}
      </p>
      {results.length > 0 && <ResultsTable results={results} />}
    </section>
  );
}

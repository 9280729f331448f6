import { FileDown, Square } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './privacy-page.module.css';
import type { PrivacyScreen } from './privacy-screen.ts';

export function EvidenceSection({ screen }: { readonly screen: PrivacyScreen }): ReactNode {
  const work = useStore(screen, (s) => s.work);
  const files = useStore(screen, (s) => s.files);
  const said = useStore(screen, (s) => s.said);
  const error = useStore(screen, (s) => (s.asked === 'evidence' ? s.error : null));
  const title = useRef<HTMLHeadingElement>(null);
  const kept = useKeptFocus(title);
  return (
    <section
      className={[styles['section'], styles['control']].join(' ')}
      aria-labelledby="evidence-title"
      {...kept}
    >
      <h3 id="evidence-title" ref={title} tabIndex={-1}>
        Evidence pack
      </h3>
      <p>
        One ZIP file for a reviewer: the self-test (run first if need be), the headers of every response,
        every file of the app fetched again and compared with the build, the bill of materials, the hashes of
        the installed models, the requests above, and what all of that can and cannot show. No report is read
        to make it.
      </p>
      <div className={styles['row']}>
        {work === 'gathering' ? (
          <Button icon={<Square aria-hidden="true" />} onClick={() => screen.cancel()}>
            Cancel
          </Button>
        ) : (
          <Button
            icon={<FileDown aria-hidden="true" />}
            disabled={work !== 'none'}
            onClick={() => void screen.exportEvidence()}
          >
            Export the evidence
          </Button>
        )}
      </div>
      {work === 'gathering' && <ProgressBar label="Files compared" done={files.done} total={files.total} />}
      {error !== null && <ErrorNotice error={error} />}
      <p role="status" aria-label="Outcome of the export">
        {said}
      </p>
    </section>
  );
}

import { CircleCheck, Pause, Play, ShieldAlert, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import type { LibraryRun, LibraryScreen } from './library-screen.ts';
import styles from './model-pane.module.css';

const RUN_NAMES: Readonly<Record<LibraryRun['kind'], string>> = { verify: 'Verifying', export: 'Exporting' };

interface RunPanelProps {
  readonly screen: LibraryScreen;
  /** The model whose pane is open; null where there is none. */
  readonly openId: string | null;
  /** In that pane, or above all, where work on another model has its place. */
  readonly place: 'pane' | 'top';
  /** Where the focus goes when the panel closes with it. */
  readonly home: RefObject<HTMLElement | null>;
}

/** The check or export of a model, while it runs and how it ended. */
export function RunPanel({ screen, openId, place, home }: RunPanelProps): ReactNode {
  const run = useStore(screen, (state) => state.run);
  const panel = useRef<HTMLDivElement>(null);
  const isHere = run !== null && (run.modelId === openId) === (place === 'pane');
  const stage = !isHere ? 'none' : run.outcome === null ? 'running' : 'ended';
  const wasHere = useRef(false);
  useEffect(() => {
    // The button that was pressed is dimmed or gone: work goes on where its outcome shows, and after that at the top.
    if (isFocusLost()) (stage !== 'none' ? panel : wasHere.current ? home : null)?.current?.focus();
    wasHere.current = stage !== 'none';
  }, [stage, home]);
  if (!isHere) return null;
  if (run.outcome !== null) {
    const { error, tone, text } = run.outcome;
    if (error !== null) {
      return (
        <div ref={panel} tabIndex={-1}>
          <ErrorNotice error={error} actions={<Button onClick={screen.dismiss}>Understood</Button>} />
        </div>
      );
    }
    const Icon = tone === 'good' ? CircleCheck : ShieldAlert;
    return (
      <div ref={panel} tabIndex={-1} className={styles['outcome']} data-tone={tone}>
        <Icon aria-hidden="true" />
        <p>{place === 'pane' || text.startsWith(run.name) ? text : `${run.name}: ${text}`}</p>
        <IconButton label="Close this message" icon={<X aria-hidden="true" />} onClick={screen.dismiss} />
      </div>
    );
  }
  const label = place === 'pane' ? RUN_NAMES[run.kind] : `${RUN_NAMES[run.kind]} ${run.name}`;
  return (
    <div ref={panel} tabIndex={-1} className={styles['run']} role="group" aria-label={label}>
      <ProgressBar label={label} done={run.progress?.doneBytes ?? 0} total={run.progress?.totalBytes ?? 0} />
      <p>
        {run.paused ? 'Paused. ' : ''}
        {run.progress === null ? `${label}, starting` : describeStep(label, run.progress)}
      </p>
      <Button
        icon={run.paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
        onClick={run.paused ? screen.goOn : screen.pause}
      >
        {run.paused ? 'Continue' : 'Pause'}
      </Button>
      <Button onClick={screen.cancel}>Stop</Button>
    </div>
  );
}

function describeStep(label: string, { phase, doneBytes, totalBytes, item }: JobProgress): string {
  if (phase === 'waiting') return 'Another tab works on this model; this goes on when it is done';
  const percent = totalBytes > 0 ? ` (${Math.floor((doneBytes / totalBytes) * 100)} %)` : '';
  const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}${percent}`;
  return [label, amount, item].filter((part) => part !== '').join(' · ');
}

function isFocusLost(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.matches(':disabled');
}

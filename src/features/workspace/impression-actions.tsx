import { Check, Copy, RotateCcw, Square, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DraftingEvent } from '../../domain/drafting/drafting-events.ts';
import { findingsKey, isPersons, type DraftingState } from '../../domain/drafting/drafting-state.ts';
import { activityOf } from '../../domain/drafting/standing.ts';
import { Button } from '../../ui/button.tsx';
import { KEYS } from '../../ui/shortcuts.ts';
import { AcceptButton } from './accept-button.tsx';
import type { CopyActions } from './use-copy.ts';
import styles from './workspace.module.css';

interface ImpressionActionsProps {
  readonly drafting: DraftingState;
  readonly dispatch: (event: DraftingEvent) => void;
  readonly copy: CopyActions;
}

/** One row in which every action keeps its place; what cannot be done now is dimmed, not gone. */
export function ImpressionActions({ drafting, dispatch, copy }: ImpressionActionsProps): ReactNode {
  const activity = activityOf(drafting);
  const running = activity === 'reading' || activity === 'writing' || activity === 'waiting';
  const offering = isPersons(drafting.impression);
  const canDraft = drafting.model !== null && findingsKey(drafting.findings) !== '';
  return (
    <>
      {!offering && (
        <AcceptButton drafting={drafting} dispatch={dispatch}>
          Accept
        </AcceptButton>
      )}
      {running ? (
        <Button
          icon={<Square aria-hidden="true" />}
          keys={KEYS.stop}
          aria-keyshortcuts="Escape"
          className={styles['swap']}
          onClick={() => dispatch({ type: 'stop-requested' })}
        >
          Stop
        </Button>
      ) : (
        <Button
          icon={<RotateCcw aria-hidden="true" />}
          keys={KEYS.regenerate}
          aria-keyshortcuts="Alt+G"
          className={styles['swap']}
          disabled={!canDraft}
          onClick={() => dispatch({ type: 'regenerate-requested' })}
        >
          {offering ? 'Suggest' : 'Redraft'}
        </Button>
      )}
      {drafting.replaced.length > 0 && (
        <Button icon={<Undo2 aria-hidden="true" />} onClick={() => dispatch({ type: 'accept-undone' })}>
          Undo accept
        </Button>
      )}
      <span className={styles['spacer']} />
      <Button
        icon={copy.done === 'impression' ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        keys={KEYS.copy}
        aria-keyshortcuts="Control+Shift+C"
        className={styles['steady']}
        disabled={drafting.impression.text.trim() === ''}
        onClick={() => void copy.impression()}
      >
        {copy.done === 'impression' ? 'Copied' : 'Copy'}
      </Button>
      <Button
        className={styles['steadyWide']}
        disabled={drafting.impression.text.trim() === '' && findingsKey(drafting.findings) === ''}
        onClick={() => void copy.report()}
      >
        {copy.done === 'report' ? 'Copied' : 'Copy report'}
      </Button>
    </>
  );
}

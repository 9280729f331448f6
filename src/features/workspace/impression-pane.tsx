import { useRef, type ReactNode } from 'react';
import type { DraftingEvent } from '../../domain/drafting/drafting-events.ts';
import type { DraftingState } from '../../domain/drafting/drafting-state.ts';
import { activityOf, impressionStanding, type Standing } from '../../domain/drafting/standing.ts';
import { MAX_SECTION_CHARACTERS } from '../../domain/report/report.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { DraftChip } from './draft-chip.tsx';
import { ExamplesLine } from './examples-line.tsx';
import { ImpressionActions } from './impression-actions.tsx';
import { OfferPanel } from './offer-panel.tsx';
import type { ReadReport } from './use-example-reports.ts';
import type { CopyActions } from './use-copy.ts';
import { useKeptFocus, type KeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './workspace.module.css';

interface ImpressionPaneProps {
  readonly drafting: DraftingState;
  readonly dispatch: (event: DraftingEvent) => void;
  readonly copy: CopyActions;
  readonly readReport: ReadReport;
  readonly modelPanel: ReactNode;
  /** Where the focus goes when a button of the model panel goes away. */
  readonly panelFocus: KeptFocus;
}

/** Whose words these are, as a class: hue, rule and ink follow it. */
const INK: Record<Standing, string | undefined> = {
  empty: undefined,
  streaming: styles['model'],
  current: styles['model'],
  stopped: styles['model'],
  incomplete: styles['model'],
  stale: styles['stale'],
  accepted: undefined,
  'accepted-earlier': undefined,
  person: undefined,
};

export function ImpressionPane({
  drafting,
  dispatch,
  copy,
  readReport,
  modelPanel,
  panelFocus,
}: ImpressionPaneProps): ReactNode {
  const text = useRef<HTMLTextAreaElement>(null);
  const keptFocus = useKeptFocus(text);
  const standing = impressionStanding(drafting);
  const ink = drafting.impression.text === '' ? undefined : INK[standing];
  return (
    <section className={styles['pane']} aria-label="Impression pane">
      <header className={styles['header']}>
        <label className={styles['label']} htmlFor="impression">
          Impression
        </label>
        <DraftChip drafting={drafting} />
      </header>
      <div className={[styles['sheet'], ink].filter(Boolean).join(' ')}>
        <textarea
          ref={text}
          id="impression"
          className={styles['text']}
          value={drafting.impression.text}
          maxLength={MAX_SECTION_CHARACTERS}
          onChange={(event) => dispatch({ type: 'impression-edited', text: event.target.value })}
          placeholder={placeholder(drafting)}
          data-standing={standing}
          spellCheck={false}
          autoComplete="off"
        />
        {drafting.error !== null && (
          <div className={styles['slot']} {...keptFocus}>
            <ErrorNotice
              error={drafting.error}
              actions={
                drafting.error.code === 'draft/findings-too-long' ? undefined : (
                  <Button onClick={() => dispatch({ type: 'regenerate-requested' })}>Try again</Button>
                )
              }
            />
          </div>
        )}
        {drafting.offer !== null && (
          <OfferPanel offer={drafting.offer} drafting={drafting} dispatch={dispatch} keptFocus={keptFocus} />
        )}
        {modelPanel !== null && (
          <div className={styles['slot']} {...panelFocus}>
            {modelPanel}
          </div>
        )}
      </div>
      <ExamplesLine drafting={drafting} readReport={readReport} />
      <footer className={styles['actions']} {...keptFocus}>
        <ImpressionActions drafting={drafting} dispatch={dispatch} copy={copy} />
      </footer>
    </section>
  );
}

function placeholder(drafting: DraftingState): string {
  if (drafting.impression.author === 'person') return 'Type the impression.';
  if (drafting.model === null) return 'You can write the impression yourself.';
  return activityOf(drafting) === 'reading'
    ? 'Reading the findings…'
    : 'A draft appears here when you pause typing.';
}

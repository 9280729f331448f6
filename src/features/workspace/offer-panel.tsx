import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DraftingEvent } from '../../domain/drafting/drafting-events.ts';
import type { Draft, DraftingState } from '../../domain/drafting/drafting-state.ts';
import { draftStanding, staleReason } from '../../domain/drafting/standing.ts';
import { Button } from '../../ui/button.tsx';
import { KEYS } from '../../ui/shortcuts.ts';
import { AcceptButton } from './accept-button.tsx';
import type { KeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './workspace.module.css';

interface OfferPanelProps {
  readonly offer: Draft;
  readonly drafting: DraftingState;
  readonly dispatch: (event: DraftingEvent) => void;
  readonly keptFocus: KeptFocus;
}

/** What the model would write, beside a person's own words. */
export function OfferPanel({ offer, drafting, dispatch, keptFocus }: OfferPanelProps): ReactNode {
  const standing = draftStanding(offer, drafting);
  const note = {
    streaming: 'being written',
    current: '',
    stale: `outdated: ${staleReason(offer, drafting).toLowerCase()}`,
    stopped: 'stopped',
    incomplete: 'incomplete',
  }[standing];
  return (
    <section className={styles['offer']} aria-labelledby="offer-title" {...keptFocus}>
      <h2 id="offer-title" className={styles['offerTitle']}>
        Suggested impression{note !== '' && <span className={styles['meta']}> {note}</span>}
      </h2>
      <p
        className={[styles['offerText'], standing === 'stale' ? styles['offerStale'] : ''].join(' ')}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long offer scrolls, by keyboard too
        tabIndex={0}
        role="document"
        aria-label="Suggested impression text"
      >
        {offer.text}
      </p>
      <div className={styles['offerActions']}>
        <AcceptButton drafting={drafting} dispatch={dispatch}>
          Use instead of mine
        </AcceptButton>
        <Button
          icon={<X aria-hidden="true" />}
          keys={KEYS.stop}
          aria-keyshortcuts="Escape"
          onClick={() => dispatch({ type: 'offer-dismissed' })}
        >
          Dismiss
        </Button>
      </div>
    </section>
  );
}

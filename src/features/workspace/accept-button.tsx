import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DraftingEvent } from '../../domain/drafting/drafting-events.ts';
import type { DraftingState } from '../../domain/drafting/drafting-state.ts';
import { canAccept } from '../../domain/drafting/standing.ts';
import { Button } from '../../ui/button.tsx';
import { KEYS } from '../../ui/shortcuts.ts';

interface AcceptButtonProps {
  readonly drafting: DraftingState;
  readonly dispatch: (event: DraftingEvent) => void;
  readonly children: string;
}

/** Takes over the model's words: the draft in the impression, or the offer beside a person's. */
export function AcceptButton({ drafting, dispatch, children }: AcceptButtonProps): ReactNode {
  return (
    <Button
      tone="primary"
      icon={<Check aria-hidden="true" />}
      keys={KEYS.accept}
      aria-keyshortcuts="Control+Enter"
      disabled={!canAccept(drafting)}
      onClick={() => dispatch({ type: 'accept-requested' })}
    >
      {children}
    </Button>
  );
}

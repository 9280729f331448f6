import {
  CircleCheck,
  CircleSlash,
  Hourglass,
  PenLine,
  Sparkles,
  TriangleAlert,
  UserRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { DraftingState } from '../../domain/drafting/drafting-state.ts';
import { activityOf, impressionStanding, staleReason } from '../../domain/drafting/standing.ts';
import { Chip } from '../../ui/chip.tsx';

/** Whose words the impression holds, and whether they still belong to the findings. */
export function DraftChip({ drafting }: { readonly drafting: DraftingState }): ReactNode {
  const { draft } = drafting.impression;
  switch (impressionStanding(drafting)) {
    case 'streaming':
      return (
        <Chip tone="accent" icon={<PenLine aria-hidden="true" />}>
          Model is writing
        </Chip>
      );
    case 'current':
      return (
        <Chip tone="accent" icon={<Sparkles aria-hidden="true" />}>
          Model draft, not accepted yet
        </Chip>
      );
    case 'stopped':
      return (
        <Chip tone="accent" icon={<CircleSlash aria-hidden="true" />}>
          Model draft, stopped
        </Chip>
      );
    case 'incomplete':
      return (
        <Chip tone="warning" icon={<TriangleAlert aria-hidden="true" />}>
          Model draft, incomplete
        </Chip>
      );
    case 'stale':
      return (
        <Chip tone="warning" icon={<Hourglass aria-hidden="true" />}>
          Outdated: {draft === null ? '' : lowerFirst(staleReason(draft, drafting))}
        </Chip>
      );
    case 'accepted':
      return (
        <Chip tone="good" icon={<CircleCheck aria-hidden="true" />}>
          Accepted
        </Chip>
      );
    case 'accepted-earlier':
      return (
        <Chip tone="warning" icon={<Hourglass aria-hidden="true" />}>
          Accepted for earlier findings
        </Chip>
      );
    case 'person':
      return (
        <Chip tone="quiet" icon={<UserRound aria-hidden="true" />}>
          Your words
        </Chip>
      );
    case 'empty':
      return activityOf(drafting) === 'reading' ? (
        <Chip tone="quiet" icon={<PenLine aria-hidden="true" />}>
          Drafting
        </Chip>
      ) : null;
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

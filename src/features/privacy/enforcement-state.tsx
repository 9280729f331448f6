import { useSyncExternalStore, type ReactNode } from 'react';
import type { EnforcementCheck } from '../../platform/privacy/enforcement/create-enforcement-check.ts';
import { EnforcementSummary } from './enforcement-summary.tsx';

interface EnforcementStateProps {
  readonly enforcement: Pick<EnforcementCheck, 'current' | 'subscribe'>;
}

/** What was seen of it when the app started; that takes two seconds where the browser stays silent. */
export function EnforcementState({ enforcement }: EnforcementStateProps): ReactNode {
  const enforced = useSyncExternalStore(enforcement.subscribe, enforcement.current);
  return enforced === null ? (
    <p>Looking what this browser enforces</p>
  ) : (
    <EnforcementSummary enforcement={enforced} />
  );
}

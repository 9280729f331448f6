import type { ChainFault } from './verify-chain.ts';
import type { LogVerdict } from './verify-log.ts';

const FAULTS: Record<ChainFault, string> = {
  unreadable: 'cannot be read',
  'out-of-order': 'is out of order: an entry was removed, put in or moved',
  'broken-link': 'does not follow from the one before it',
  altered: 'was altered',
  truncated: 'is missing: entries at the end were cut off',
  'end-altered': 'does not agree with the end of the log, which was removed, altered or put back',
  'other-history': 'belongs to another log',
};

/** One sentence for each chain that is not whole, naming the first place where something is wrong with it. */
export function describeDamage({ own, brought }: LogVerdict): readonly string[] {
  const ours = own.intact ? [] : [`Entry ${own.number} ${FAULTS[own.fault]}.`];
  const theirs = brought.flatMap((verdict) =>
    verdict.intact ? [] : [`In a log from a backup, entry ${verdict.number} ${FAULTS[verdict.fault]}.`],
  );
  return [...ours, ...theirs];
}

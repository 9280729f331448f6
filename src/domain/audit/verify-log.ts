import type { AuditAnchor, HashText } from './audit-chain.ts';
import { verifyChain, type ChainVerdict } from './verify-chain.ts';

/** The whole log of a browser: the chain that grows here, and those that backups brought along. */
export interface AuditChains {
  /** Of the chain that grows here; null where it was altered or removed, and before the first entry. */
  readonly end: AuditAnchor | null;
  /** Nothing has been written yet. */
  readonly isEmpty: boolean;
  readonly own: readonly unknown[];
  readonly brought: ReadonlyMap<string, readonly unknown[]>;
}

export interface LogVerdict {
  readonly own: ChainVerdict;
  readonly brought: readonly ChainVerdict[];
}

/** @param anchor an exported end, of whichever chain it names; one that names none of them is another log's */
export async function verifyLog(
  { end, isEmpty, own, brought }: AuditChains,
  hash: HashText,
  anchor: AuditAnchor | null = null,
): Promise<LogVerdict> {
  const verdicts: ChainVerdict[] = [];
  for (const [name, entries] of brought)
    verdicts.push(await verifyChain(entries, hash, anchor?.chain === name ? anchor : null));
  const isOurs = anchor !== null && !brought.has(anchor.chain);
  return { own: await verifyOwn(), brought: verdicts };

  async function verifyOwn(): Promise<ChainVerdict> {
    if (end === null && !isEmpty) return { intact: false, fault: 'end-altered', number: 1 };
    const verdict = await verifyChain(own, hash, end);
    if (!verdict.intact) return verdict;
    // Nobody writes an entry without its end: that was put back to what it was before.
    if (end !== null && verdict.entries > end.entries)
      return { intact: false, fault: 'end-altered', number: end.entries + 1 };
    return isOurs ? verifyChain(own, hash, anchor) : verdict;
  }
}

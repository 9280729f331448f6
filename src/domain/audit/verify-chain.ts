import * as v from 'valibot';
import { AuditEntrySchema, GENESIS, hashOf, type AuditAnchor, type HashText } from './audit-chain.ts';

/** What is wrong with a log, at the first place where something is. */
export type ChainFault =
  /** Not an entry at all, or one with a field that no entry has. */
  | 'unreadable'
  /** An entry was removed, put in, or moved. */
  | 'out-of-order'
  /** An entry does not follow from the one before it. */
  | 'broken-link'
  /** An entry was changed after it was written. */
  | 'altered'
  /** Entries at the end that the anchor knows are gone. */
  | 'truncated'
  /** The sealed end of a stored log was removed, altered or put back. */
  | 'end-altered'
  /** The chain never had the entry that the anchor names. */
  | 'other-history';

export type ChainVerdict =
  | { readonly intact: true; readonly entries: number; readonly head: string }
  | { readonly intact: false; readonly fault: ChainFault; readonly number: number };

/**
 * Whether a log is whole, from its first entry on. Without an anchor from outside nobody can tell that entries at the end
 * were cut off: what is left is a chain, too.
 * @param anchor an exported end of this chain; entries may have come since
 */
export async function verifyChain(
  entries: readonly unknown[],
  hash: HashText,
  anchor: AuditAnchor | null = null,
): Promise<ChainVerdict> {
  let head = GENESIS;
  let number = 0;
  let atAnchor: string | null = anchor?.entries === 0 ? GENESIS : null;
  const chain = anchor?.chain ?? chainOf(entries[0]);
  for (const value of entries) {
    number++;
    const parsed = v.safeParse(AuditEntrySchema, value);
    if (!parsed.success) return { intact: false, fault: 'unreadable', number };
    const entry = parsed.output;
    if (entry.chain !== chain) return { intact: false, fault: 'other-history', number };
    if (entry.number !== number) return { intact: false, fault: 'out-of-order', number };
    if (entry.previous !== head) return { intact: false, fault: 'broken-link', number };
    if ((await hashOf(entry, hash)) !== entry.hash) return { intact: false, fault: 'altered', number };
    head = entry.hash;
    if (number === anchor?.entries) atAnchor = head;
  }
  if (anchor !== null && atAnchor === null) return { intact: false, fault: 'truncated', number: number + 1 };
  if (anchor !== null && atAnchor !== anchor.head)
    return { intact: false, fault: 'other-history', number: anchor.entries };
  return { intact: true, entries: number, head };
}

function chainOf(entry: unknown): string | null {
  const parsed = v.safeParse(v.object({ chain: v.string() }), entry);
  return parsed.success ? parsed.output.chain : null;
}

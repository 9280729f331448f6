import type { Example } from '../prompt/prompt-parts.ts';
import { createBm25Index } from './bm25.ts';
import { hasMarks } from './has-marks.ts';

/** As many as the default model is trained with. */
export const DEFAULT_EXAMPLES = 3;

export interface HistoryReport extends Example {
  readonly id: string;
}

export interface ChosenExample extends HistoryReport {
  /** BM25 of its findings against the findings at hand. */
  readonly score: number;
}

/** The report that examples are wanted for. */
export interface ExampleQuery {
  readonly findings: string;
  /** It is never its own example. */
  readonly id?: string;
  /**
   * Given where the answer is known, in training: then an earlier report with the same findings and the same
   * impression is no example either, since it would only teach to copy.
   */
  readonly impression?: string;
}

/** `empty`: findings or impression are blank; `marked`: the impression holds marks of de-identification. */
export type PutOutcome = 'kept' | 'empty' | 'marked';

/** Earlier reports by the likeness of their findings, kept in memory only. */
export interface ExampleHistory {
  /** How many different pairs of findings and impression there are to choose from. */
  readonly size: number;
  /** Takes a report in the place of an earlier one of its id; an unusable one only removes that. */
  put(report: HistoryReport): PutOutcome;
  remove(id: string): void;
  /** Up to `limit` reports with the most similar findings, the most similar last, as the prompt wants them. */
  choose(query: ExampleQuery, limit?: number): ChosenExample[];
}

/** Reports with the same findings and the same impression: one example, however often it was written. */
interface Entry extends Example {
  readonly key: string;
  readonly index: number;
  /** In the order of arrival. */
  readonly ids: Set<string>;
}

/** The choice of examples; Python's `readroom_training/retrieval/examples.py` chooses the same ones. */
export function createExampleHistory(): ExampleHistory {
  const index = createBm25Index();
  const byKey = new Map<string, Entry>();
  const byIndex = new Map<number, Entry>();
  const byId = new Map<string, Entry>();

  const remove = (id: string): void => {
    const entry = byId.get(id);
    if (entry === undefined) return;
    byId.delete(id);
    entry.ids.delete(id);
    if (entry.ids.size > 0) return;
    index.remove(entry.index);
    byKey.delete(entry.key);
    byIndex.delete(entry.index);
  };

  return {
    get size() {
      return index.size;
    },

    put({ id, findings, impression }) {
      const pair = { findings: findings.trim(), impression: impression.trim() };
      const key = keyOf(pair);
      // An autosave often brings what is here already.
      if (byId.get(id)?.key === key) return 'kept';
      remove(id);
      if (pair.findings === '' || pair.impression === '') return 'empty';
      if (hasMarks(pair.impression)) return 'marked';
      let entry = byKey.get(key);
      if (entry === undefined) {
        entry = { ...pair, key, index: index.add(pair.findings), ids: new Set() };
        byKey.set(key, entry);
        byIndex.set(entry.index, entry);
      }
      entry.ids.add(id);
      byId.set(id, entry);
      return 'kept';
    },

    remove,

    choose(query, limit = DEFAULT_EXAMPLES) {
      return index
        .search(query.findings, limit, ownEntries(query))
        .flatMap(({ index: found, score }) => {
          const entry = byIndex.get(found);
          const id = [...(entry?.ids ?? [])].filter((other) => other !== query.id).at(-1);
          if (entry === undefined || id === undefined) return [];
          return [{ id, findings: entry.findings, impression: entry.impression, score }];
        })
        .reverse();
    },
  };

  /** Entries that would show the report its own answer. */
  function ownEntries({ id, findings, impression }: ExampleQuery): Set<number> {
    const own = new Set<number>();
    const written = id === undefined ? undefined : byId.get(id);
    if (written?.ids.size === 1) own.add(written.index);
    if (impression !== undefined) {
      const same = byKey.get(keyOf({ findings: findings.trim(), impression: impression.trim() }));
      if (same !== undefined) own.add(same.index);
    }
    return own;
  }
}

const keyOf = ({ findings, impression }: Example): string => JSON.stringify([findings, impression]);

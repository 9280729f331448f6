import { describe, expect, it } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { createBm25Index, type Bm25Index } from './bm25.ts';
import fixture from './fixtures/bm25.json' with { type: 'json' };

function indexOf(documents: readonly string[]): Bm25Index {
  const index = createBm25Index();
  for (const document of documents) index.add(document);
  return index;
}

describe('the BM25 index', () => {
  const shared = indexOf(fixture.documents);

  // Expected hits: scripts/fixtures/bm25_scores.py, computed with 50 digits. Python is tested against the same file.
  it.each(fixture.queries)('ranks and scores the shared documents for “$query”', (shown) => {
    const hits = shared.search(shown.query, shown.limit, new Set(shown.exclude));
    expect(hits.map(({ index }) => index)).toEqual(shown.hits.map(({ index }) => index));
    for (const [i, { score }] of hits.entries()) {
      expect(Math.abs(score - (shown.hits[i]?.score ?? 0))).toBeLessThan(1.5e-9);
    }
  });

  it('answers like a fresh index after any adding and removing', () => {
    const text = fc.array(fc.constantFrom('lung', 'heart', 'clear', 'left', 'mm', '12'), { maxLength: 8 });
    const change = fc.oneof(
      text.map((words) => ({ add: words.join(' ') })),
      fc.nat({ max: 20 }).map((remove) => ({ remove })),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), text, (changes, query) => {
        const index = createBm25Index();
        const alive = new Map<number, string>();
        for (const step of changes) {
          if ('add' in step) alive.set(index.add(step.add), step.add);
          else {
            index.remove(step.remove);
            alive.delete(step.remove);
          }
          // A search in between must leave nothing behind.
          index.search(query.join(' '), 1);
        }
        const numbers = [...alive.keys()];
        const fresh = indexOf([...alive.values()]).search(query.join(' '), 5);
        const expected = fresh.map(({ index: place, score }) => ({ index: numbers[place], score }));
        expect(index.search(query.join(' '), 5)).toEqual(expected);
        expect(index.size).toBe(alive.size);
      }),
      { numRuns: 300 },
    );
  });

  it('walks no more than twice its documents after a day of saving, and answers like a fresh index', () => {
    const texts = Array.from({ length: 40 }, (_, i) => `report ${i} heart ${i % 3 === 0 ? 'large' : 'lung'}`);
    const index = indexOf(texts);
    const alive = new Map(texts.map((text, number) => [number, text]));
    for (let save = 0; save < 2000; save++) {
      // The report that is being written is taken out and put in again with every save.
      const [number = 0, text = ''] = [...alive][save % 7] ?? [];
      index.remove(number);
      alive.delete(number);
      alive.set(index.add(`${text} ${save % 5}`), `${text} ${save % 5}`);
      expect(index.slots).toBeLessThanOrEqual(2 * index.size + 1);
    }
    const numbers = [...alive.keys()];
    const fresh = indexOf([...alive.values()]);
    for (const query of ['large heart', 'lung 3', 'report 12']) {
      const expected = fresh.search(query, 9).map(({ index: at, score }) => ({ index: numbers[at], score }));
      expect(index.search(query, 9)).toEqual(expected);
    }
  });

  it('holds back no document because its numbers are large', () => {
    const index = createBm25Index();
    for (let i = 0; i < 1000; i++) index.remove(index.add('heart'));
    expect(index.search('heart', 1)).toEqual([]);
    const last = index.add('heart and lungs');
    expect(index.search('heart', 1)).toMatchObject([{ index: last }]);
  });
});

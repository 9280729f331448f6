import type { Report } from './report.ts';

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** What is searched in a report: both sections, whatever case or accents. Takes the most of a search, so it is kept. */
export function searchText(report: Pick<Report, 'findings' | 'impression'>): string {
  return fold(`${report.findings}\n${report.impression}`);
}

/** Whether a `searchText` holds every word of the query. */
export function matcherOf(query: string): (text: string) => boolean {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => words.every((word) => text.includes(word));
}

/** The first line with words, for lists: impression first, since that is what a report is known by. */
export function reportTitle(report: Pick<Report, 'findings' | 'impression'>): string {
  for (const text of [report.impression, report.findings]) {
    const line = text
      .split('\n')
      .map((l) => l.trim())
      .find((l) => l !== '');
    if (line !== undefined) return line;
  }
  return 'Empty report';
}

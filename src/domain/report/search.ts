import type { Report } from './report.ts';

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Does the report hold every word of the query, in findings or impression, whatever case or accents? */
export function matchesQuery(report: Pick<Report, 'findings' | 'impression'>, query: string): boolean {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const text = fold(`${report.findings}\n${report.impression}`);
  return words.every((word) => text.includes(word));
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

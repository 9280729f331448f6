import type { BenchSection } from './section.ts';

export function formatSection(section: BenchSection): string {
  const cells = section.rows.map((row) => [row.name, formatValue(row.value), row.unit, row.note ?? '']);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((cell) => cell[column]?.length ?? 0)));
  const lines = cells.map(([name = '', value = '', unit = '', note = '']) =>
    [name.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0), unit.padEnd(widths[2] ?? 0), note]
      .join('  ')
      .trimEnd(),
  );
  return [section.name, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Three significant digits, without an exponent. */
function formatValue(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toString();
  return Number(value.toPrecision(3)).toString();
}
